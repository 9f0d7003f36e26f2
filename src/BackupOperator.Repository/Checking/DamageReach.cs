using BackupOperator.Repository.Catalogues;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Checking;

/// <summary>Which other committed backups of a policy lean on packs that a check found damaged.</summary>
/// <param name="Backups">Those whose manifests list such a pack, by name.</param>
/// <param name="Untold">Why it cannot be told of others; empty when it is known of all.</param>
public sealed record DamageReach(IReadOnlyList<string> Backups, IReadOnlyList<string> Untold)
{
    /// <summary>The backups of which it cannot be told, by name.</summary>
    public IReadOnlyList<string> Doubtful { get; init; } = [];

    /// <summary>Whether all other backups could be listed; when not, there may be some that are named nowhere here.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Reads the manifests of the other backups, one at a time, and only when a pack is damaged.</summary>
    /// <remarks>What cannot be read is told and ends nothing: the damage that is known is worth more than the rest.
    /// </remarks>
    /// <param name="repository">Opened with its key, or as unencrypted.</param>
    /// <param name="policyUid">Whose backup was checked.</param>
    /// <param name="backup">The backup that was checked.</param>
    /// <param name="report">What the check found.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<DamageReach> FindAsync(
        BackupRepository repository, string policyUid, string backup, IntegrityReport report,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(report);
        var damaged = DamagedPacks.Of(policyUid, report.Problems);
        var backups = new List<string>();
        var untold = new List<string>();
        var doubtful = new List<string>();
        var isWhole = true;
        if (damaged.IsEmpty)
        {
            return new DamageReach(backups, untold);
        }

        try
        {
            await foreach (var entry in repository.Catalogue.ListAsync(policyUid, cancellationToken))
            {
                var untoldBefore = untold.Count;
                if (entry.Backup != backup && await IsHurtAsync(repository, entry, damaged, untold, cancellationToken))
                {
                    backups.Add(entry.Backup);
                }
                else if (untold.Count > untoldBefore)
                {
                    doubtful.Add(entry.Backup);
                }
            }
        }
        catch (StoreException exception)
        {
            untold.Add($"the backups of policy {policyUid} cannot be listed: {exception.Message}");
            isWhole = false;
        }

        return new DamageReach(backups, untold) { Doubtful = doubtful, IsWhole = isWhole };
    }

    private static async Task<bool> IsHurtAsync(
        BackupRepository repository, CatalogueEntry entry, DamagedPacks damaged, List<string> untold,
        CancellationToken cancellationToken)
    {
        if (entry.Record is null)
        {
            untold.Add($"whether the damage hurts backup {entry.Backup} cannot be told: {entry.Problem}");
            return false;
        }

        try
        {
            foreach (var source in entry.Record.Sources.Where(source => damaged.HasAnyOf(source.Name)))
            {
                using var reader = await repository.OpenSourceAsync(
                    entry.PolicyUid, entry.Backup, source.Name, cancellationToken);
                reader.RequireRecorded(source.ManifestSha256);
                if (damaged.Hurts(source.Name, reader.Packs.Packs))
                {
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is IntegrityException or RepositoryException or StoreException)
        {
            untold.Add($"whether the damage hurts backup {entry.Backup} cannot be told: {exception.Message}");
        }

        return false;
    }
}
