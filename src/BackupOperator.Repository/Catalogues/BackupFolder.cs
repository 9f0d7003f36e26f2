using System.Runtime.CompilerServices;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Catalogues;

/// <summary>What one listing shows of one backup.</summary>
internal sealed record BackupFolder(
    string PolicyUid, string Backup, bool Committed, int Objects, DateTimeOffset LastModified)
{
    /// <summary>The folders of a policy, or of all, as they come: a listing is in order of
    /// keys, so a folder's objects are together.</summary>
    public static async IAsyncEnumerable<BackupFolder> ListAsync(
        IObjectStore store, string? policyUid, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BackupFolder? open = null;
        var prefix = policyUid is null ? "" : Layout.Backups(policyUid);
        await foreach (var stored in store.ListAsync(prefix, cancellationToken))
        {
            if (TryParse(stored) is not { } found)
            {
                continue;
            }

            if (open is not null && (open.PolicyUid, open.Backup) != (found.PolicyUid, found.Backup))
            {
                yield return open;
                open = null;
            }

            open = open is null ? found : open.With(found);
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    private static BackupFolder? TryParse(StoredObject stored) =>
        stored.Key.Split('/') is [var policy, Layout.BackupsFolder, var backup, var name]
            ? new BackupFolder(policy, backup, name == Layout.Record, 1, stored.LastModified)
            : null;

    private BackupFolder With(BackupFolder other) => this with
    {
        Committed = Committed || other.Committed,
        Objects = Objects + other.Objects,
        LastModified = other.LastModified > LastModified ? other.LastModified : LastModified,
    };
}
