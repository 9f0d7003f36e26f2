using BackupOperator.Storage;

namespace BackupOperator.Repository.Pruning;

/// <summary>The folders of a policy's backups, told apart into those that stay and those that go.</summary>
internal sealed class PolicyFolders
{
    private PolicyFolders(IReadOnlyList<PruneFolder> staying, IReadOnlyList<PruneFolder> deleted)
    {
        Staying = staying;
        Deleted = deleted;
    }

    /// <summary>Committed backups that are kept, and runs that may be under way.</summary>
    public IReadOnlyList<PruneFolder> Staying { get; }

    /// <summary>Backups to delete, and what runs left that ended early.</summary>
    public IReadOnlyList<PruneFolder> Deleted { get; }

    /// <summary>Every object in them.</summary>
    public IEnumerable<string> Keys => Staying.Concat(Deleted).SelectMany(folder => folder.Objects);

    public static async Task<PolicyFolders> ListAsync(
        IObjectStore store, PruneOptions options, IReadOnlySet<string> kept, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var folders = new Dictionary<string, List<StoredObject>>(StringComparer.Ordinal);
        await foreach (var stored in store.ListAsync(Layout.Backups(options.PolicyUid), cancellationToken))
        {
            if (stored.Key.Split('/') is [_, _, var backup, _])
            {
                folders.TryAdd(backup, []);
                folders[backup].Add(stored);
            }
        }

        var (staying, deleted) = (new List<PruneFolder>(), new List<PruneFolder>());
        foreach (var (backup, objects) in folders)
        {
            var folder = PruneFolder.From(options.PolicyUid, backup, objects);
            if (!kept.Contains(backup) && Goes(folder, options, now))
            {
                folder = await ConfirmAsync(store, folder, options.PolicyUid, cancellationToken);
                (Goes(folder, options, now) ? deleted : staying).Add(folder);
            }
            else
            {
                staying.Add(folder);
            }
        }

        return new PolicyFolders(staying, deleted);
    }

    // A listing that leaves a record out must not make a backup a leftover: the record is asked for by its name.
    private static async Task<PruneFolder> ConfirmAsync(
        IObjectStore store, PruneFolder folder, string policyUid, CancellationToken cancellationToken)
    {
        var committed = folder.Committed
            || await store.StatAsync(Layout.BackupRecord(policyUid, folder.Backup), cancellationToken) is not null;
        return folder with { Committed = committed };
    }

    // A folder without commit point whose backup is to go is one whose deletion broke off: its age does not matter.
    private static bool Goes(PruneFolder folder, PruneOptions options, DateTimeOffset now) =>
        options.Delete.Contains(folder.Backup)
        || (!folder.Committed && now - folder.LastModified > options.GracePeriod);
}
