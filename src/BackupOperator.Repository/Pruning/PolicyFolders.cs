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

        var parted = folders.Select(folder => PruneFolder.From(options.PolicyUid, folder.Key, folder.Value))
            .ToLookup(folder => !kept.Contains(folder.Backup) && Goes(folder, options, now));
        return new PolicyFolders([.. parted[false]], [.. parted[true]]);
    }

    // A folder without commit point whose backup is to go is one whose deletion broke off: its age does not matter.
    private static bool Goes(PruneFolder folder, PruneOptions options, DateTimeOffset now) =>
        options.Delete.Contains(folder.Backup)
        || (!folder.Committed && now - folder.LastModified > options.GracePeriod);
}
