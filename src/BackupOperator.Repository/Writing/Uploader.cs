using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Packs;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Writing;

/// <summary>Stores packs, each by one put. Safe to call concurrently.</summary>
internal sealed class Uploader(
    IObjectStore store, SourceWriterOptions options, PackTable packs, SemaphoreSlim room, WriteMeter meter)
{
    public async Task UploadAsync(SealedPack pack, CancellationToken cancellationToken)
    {
        using (pack)
        {
            var key = Layout.Pack(options.PolicyUid, options.Source, pack.Summary.Id);
            await store.PutOnceAsync(key, pack.Content.Memory, cancellationToken);
            packs.Stored(pack.Number, pack.Summary);
            meter.PackStored(pack.Content.Length);
        }

        room.Release();
    }
}
