using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Repository.Indexing;

/// <summary>A chunk list of the base.</summary>
internal sealed class ListContainer(ChunkListReader lists, ChunkEntry list) : IChunkContainer
{
    public Task<ReadOnlyMemory<ChunkEntry>> ReadAsync(CancellationToken cancellationToken) =>
        lists.ReadAsync(list, cancellationToken);
}
