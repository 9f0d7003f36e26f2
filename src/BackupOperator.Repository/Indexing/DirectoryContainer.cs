using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Repository.Indexing;

/// <summary>The chunks of a pack that an earlier attempt of the same backup has stored.</summary>
internal sealed class DirectoryContainer(PackObject pack, int number, KeyMaterial keys) : IChunkContainer
{
    public async Task<ReadOnlyMemory<ChunkEntry>> ReadAsync(CancellationToken cancellationToken) =>
        (await pack.ReadDirectoryAsync(number, keys, cancellationToken)).Chunks;
}
