using System.Security.Cryptography;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Reading;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Catalogues;

/// <summary>Sees that the store holds what a record is going to name.</summary>
/// <remarks>Stores have said that a pack was kept and did not keep it, and a prune of a later run may have overtaken a
/// stale one. So all is asked for once more, right before the commit point.</remarks>
internal sealed class CommitCheck(IObjectStore store, KeyRing ring)
{
    // Listings of folders and, where those do not answer, single questions: waiting, not work.
    private const int QuestionsAtOnce = 8;

    /// <exception cref="IntegrityException">A manifest is missing or another than the record says, or a pack is missing
    /// or has another length.</exception>
    public async Task RequireStoredAsync(BackupRecord record, CancellationToken cancellationToken)
    {
        foreach (var source in record.Sources)
        {
            var place = new ManifestPlace(record.Policy.Uid, record.Backup, source.Name);
            var manifest = await ReadAsync(place, source, cancellationToken);
            await new PackSource(store, place, manifest.Packs).RequireAllAsync(QuestionsAtOnce, cancellationToken);
        }
    }

    private async Task<Manifest> ReadAsync(
        ManifestPlace place, SourceRecord source, CancellationToken cancellationToken)
    {
        var key = place.ObjectKey;
        if (source.ManifestKey != key)
        {
            throw new ArgumentException(
                $"source {source.Name} names manifest {source.ManifestKey} instead of {key}", nameof(source));
        }

        var content = await store.ReadSmallAsync(key, ManifestFormat.LargestBytes, cancellationToken)
            ?? throw new IntegrityException(
                key, $"{key} is missing: source {source.Name} is not stored, so nothing is committed");
        return Convert.ToHexStringLower(SHA256.HashData(content)) == source.ManifestSha256
            ? ManifestFormat.Read(content, place, ring)
            : throw new IntegrityException(
                key, $"{key} is not the manifest that source {source.Name} reported: nothing is committed");
    }
}
