using System.Security.Cryptography;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Packs;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Writing;

/// <summary>Stores packs, each by one put, and remembers their digests. Safe to call concurrently.</summary>
internal sealed class Uploader(
    IObjectStore store, SourceWriterOptions options, Identifier key, SemaphoreSlim room, WriteMeter meter)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, PackSummary> _stored = [];

    public async Task UploadAsync(SealedPack pack, CancellationToken cancellationToken)
    {
        using (pack)
        {
            var content = pack.Content.Memory;
            var digest = SHA256.HashData(content.Span);
            await store.PutOnceAsync(
                Layout.Pack(options.PolicyUid, options.Source, pack.Id), content, cancellationToken);
            lock (_lock)
            {
                _stored.Add(pack.Number, new PackSummary(pack.Id, key, content.Length, digest, pack.Frames));
            }

            meter.PackStored(content.Length);
        }

        room.Release();
    }

    /// <summary>The packs in the order of their numbers; complete when all uploads are.</summary>
    public IReadOnlyList<PackSummary> Stored()
    {
        lock (_lock)
        {
            return [.. _stored.Values];
        }
    }
}
