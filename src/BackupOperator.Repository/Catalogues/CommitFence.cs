using BackupOperator.Storage;

namespace BackupOperator.Repository.Catalogues;

/// <summary>Keeps a stale writer from committing: one whose policy has been given to a later run.</summary>
/// <remarks>
/// One listing of the policy's records and a few reads, however many backups there are. Each commit is refused when
/// the newest record has a greater token, so tokens grow with the time of their records, and the newest record has the
/// greatest. Three are read instead of one, because a store's times may be whole seconds; and three by name, because a
/// store that was copied has new times, while names begin with the time of their run. Listing and put are not one
/// step: a stale writer that passes in between has still stored a whole backup, and the next one finds it fenced. It
/// does not look again after its put to take the backup back: that look may come late as well, when retention has
/// counted the backup and another went for it. Who deletes holds the lease.
/// A record that the key does not vouch for fences nobody: whoever may write to the store could else stop all backups.
/// </remarks>
internal sealed class CommitFence(IObjectStore store, Catalogue catalogue, EncryptionMode mode)
{
    private const int Newest = 3;

    /// <exception cref="RepositoryException">With <see cref="RepositoryFailure.Conflict"/> when a later run has
    /// committed.</exception>
    public async Task RequireNewestAsync(BackupRecord record, CancellationToken cancellationToken)
    {
        var committed = await BackupFolder.ListAsync(store, record.Policy.Uid, cancellationToken)
            .Where(folder => folder.Committed)
            .ToListAsync(cancellationToken);

        // What is committed already is the answer to a repeated commit, whatever came after it.
        if (committed.Exists(folder => folder.Backup == record.Backup))
        {
            return;
        }

        var byTime = committed.OrderByDescending(folder => folder.LastModified).Take(Newest);
        var byName = committed.OrderByDescending(folder => folder.Backup, StringComparer.Ordinal).Take(Newest);
        foreach (var folder in byTime.Union(byName))
        {
            if (await catalogue.ReadAsync(folder, cancellationToken) is { Record: { } other } entry
                && (entry.Authenticated || mode == EncryptionMode.None)
                && other.FencingToken > record.FencingToken)
            {
                throw Stale(record, other);
            }
        }
    }

    private static RepositoryException Stale(BackupRecord record, BackupRecord later) => new(
        RepositoryFailure.Conflict,
        $"backup {later.Backup} of policy {record.Policy.Name} was committed by a later run (fencing token " +
        $"{later.FencingToken}, this run has {record.FencingToken}): backup {record.Backup} is not committed; start " +
        "another run");
}
