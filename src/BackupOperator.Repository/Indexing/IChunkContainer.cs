using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Indexing;

/// <summary>Neighbouring chunks that are known together: a chunk list of the base, or the directory of a pack.</summary>
internal interface IChunkContainer
{
    /// <summary>Reads the entries from the store.</summary>
    Task<ReadOnlyMemory<ChunkEntry>> ReadAsync(CancellationToken cancellationToken);
}
