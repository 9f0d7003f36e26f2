using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Repository.Indexing;

/// <summary>A chunk list of the base, and the chunk that the list itself is: an equal list is found again too.</summary>
internal sealed class ListContainer(ChunkListReader lists, ChunkEntry list) : IChunkContainer
{
    public async Task<ReadOnlyMemory<ChunkEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        var entries = await lists.ReadAsync(list, cancellationToken);
        return (ChunkEntry[])[.. entries.Span, list];
    }
}
