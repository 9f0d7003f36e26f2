using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Pruning;

/// <summary>Deletes backups, and what is left of runs that ended early.</summary>
/// <remarks>
/// <para>Needs no put, so it works on a full store. Order: a backup's <c>backup.json</c>, so that it no longer exists;
/// then its manifests; then the packs that no manifest of their source refers to. After any number of these deletes
/// every committed backup has all its packs, and the next prune goes on where one was killed.</para>
/// <para>The caller holds the policy's lease, with its fencing token, from before <see cref="PlanAsync"/> until
/// <see cref="ExecuteAsync"/> returns, and cancels when it loses it. So no run of the policy is under way: whoever
/// writes next takes the lease afterwards, and whatever it counts on (a base's manifest and packs, what an earlier
/// attempt stored) it reads after this prune has ended. A writer that lost its lease and does not know it yet may count
/// on a pack that goes; its commit asks for every pack and then finds that one gone. Against mistakes in this there is
/// the grace period: what no backup was ever committed with stays for a day, measured by the store's clock.</para>
/// <para>Memory: the ids of the packs of one source, see <see cref="PackSet"/>, and 24 bytes for each pack that
/// goes.</para>
/// </remarks>
public sealed class Pruner
{
    private const int PacksAtOnce = 1000;

    private readonly IObjectStore _store;
    private readonly KeyRing _ring;
    private readonly TimeProvider _time;

    internal Pruner(IObjectStore store, KeyRing ring, TimeProvider time)
    {
        _store = store;
        _ring = ring;
        _time = time;
    }

    /// <summary>Finds what would be deleted, and deletes nothing. Reads the manifests that stay.</summary>
    public Task<PrunePlan> PlanAsync(PruneOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return PlanKeepingAsync(options, new HashSet<string>(), cancellationToken);
    }

    /// <summary>Deletes what a plan says. What object lock, a hold or a missing permission keeps is skipped, counted
    /// and named, with all that it refers to; the rest goes on.</summary>
    /// <exception cref="RepositoryException">With <see cref="RepositoryFailure.Conflict"/> when backups were taken
    /// since the plan was made.</exception>
    /// <exception cref="StoreException">The store failed; a plan that is made again goes on from there.</exception>
    public async Task<PruneReport> ExecuteAsync(PrunePlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await RequireCurrentAsync(plan, cancellationToken);
        var ledger = new PruneLedger(_store);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in plan.Folders.Deleted)
        {
            if (!await ledger.DeleteAsync(folder, plan.Options.PolicyUid, cancellationToken))
            {
                kept.Add(folder.Backup);
            }
        }

        // What refused to go still needs its packs.
        var packs = kept.Count == 0 ? plan : await PlanKeepingAsync(plan.Options, kept, cancellationToken);
        foreach (var source in packs.Sources)
        {
            foreach (var batch in source.Removals.Chunk(PacksAtOnce))
            {
                await ledger.DeleteAsync(
                    batch, pack => Layout.Pack(plan.Options.PolicyUid, source.Source, pack), cancellationToken);
            }
        }

        return ledger.Report;
    }

    private Task<PrunePlan> PlanKeepingAsync(
        PruneOptions options, IReadOnlySet<string> kept, CancellationToken cancellationToken) =>
        new PrunePlanner(_store, _ring, options, _time.GetUtcNow()).PlanAsync(kept, cancellationToken);

    // A backup taken since may refer to packs that the plan found unneeded. Fewer objects are no harm: they are what
    // the plan, carried out in part before, has deleted.
    private async Task RequireCurrentAsync(PrunePlan plan, CancellationToken cancellationToken)
    {
        var known = plan.Folders.Keys.ToHashSet(StringComparer.Ordinal);
        await foreach (var stored in _store.ListAsync(Layout.Backups(plan.Options.PolicyUid), cancellationToken))
        {
            if (!known.Contains(stored.Key))
            {
                throw new RepositoryException(
                    RepositoryFailure.Conflict,
                    $"{stored.Key} was stored after the prune was planned: plan again, under the policy's lease");
            }
        }
    }
}
