using BackupOperator.Repository.Manifests;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Pruning;

/// <summary>What lies in the folder of one backup.</summary>
/// <param name="Backup">Its name.</param>
/// <param name="Committed">Whether there is a <c>backup.json</c>, readable or not.</param>
/// <param name="Manifests">The manifests in it.</param>
/// <param name="Objects">The keys of all its objects.</param>
/// <param name="LastModified">When the newest of them was stored.</param>
internal sealed record PruneFolder(
    string Backup, bool Committed, IReadOnlyList<ManifestPlace> Manifests, IReadOnlyList<string> Objects,
    DateTimeOffset LastModified)
{
    public static PruneFolder From(string policyUid, string backup, IReadOnlyList<StoredObject> objects)
    {
        var names = objects.Select(stored => Layout.NameOf(stored.Key)).ToList();
        var manifests = names.Where(name => name.EndsWith(Layout.ManifestSuffix, StringComparison.Ordinal))
            .Select(name => new ManifestPlace(policyUid, backup, name[..^Layout.ManifestSuffix.Length]));
        return new PruneFolder(
            backup, names.Contains(Layout.Record), [.. manifests], [.. objects.Select(stored => stored.Key)],
            objects.Max(stored => stored.LastModified));
    }
}
