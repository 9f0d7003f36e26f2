using BackupOperator.Storage;

namespace BackupOperator.Repository.Pruning;

/// <summary>Deletes and counts.</summary>
internal sealed class PruneLedger(IObjectStore store)
{
    private readonly List<string> _backups = [];
    private readonly List<SkippedObject> _skipped = [];
    private int _manifests;
    private long _packs;
    private long _freed;
    private long _skippedObjects;

    public PruneReport Report => new(_backups, _manifests, _packs, _freed, _skippedObjects, _skipped);

    /// <summary>Deletes what a folder holds: the commit point first, then the manifests.</summary>
    /// <returns>Whether all of it is gone.</returns>
    public async Task<bool> DeleteAsync(PruneFolder folder, string policyUid, CancellationToken cancellationToken)
    {
        if (folder.Committed)
        {
            var record = Layout.BackupRecord(policyUid, folder.Backup);
            if (Skip(await store.DeleteManyAsync([record], cancellationToken)))
            {
                return false;
            }

            _backups.Add(folder.Backup);
        }

        string[] manifests = [.. folder.Manifests.Select(place => place.ObjectKey)];
        var undeleted = await store.DeleteManyAsync(manifests, cancellationToken);
        _manifests += manifests.Length - undeleted.Count;
        return !Skip(undeleted);
    }

    public async Task DeleteAsync(
        IReadOnlyList<PackRemoval> packs, Func<Identifier, string> key, CancellationToken cancellationToken)
    {
        var undeleted = await store.DeleteManyAsync([.. packs.Select(pack => key(pack.Id))], cancellationToken);
        Skip(undeleted);
        var kept = undeleted.Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var pack in packs.Where(pack => !kept.Contains(key(pack.Id))))
        {
            _packs++;
            _freed += pack.SizeBytes;
        }
    }

    private bool Skip(IReadOnlyList<UndeletedObject> undeleted)
    {
        _skippedObjects += undeleted.Count;
        _skipped.AddRange(undeleted.Take(PruneReport.MostNames - _skipped.Count)
            .Select(one => new SkippedObject(one.Key, one.Failure.Failure, one.Failure.Message)));
        return undeleted.Count > 0;
    }
}
