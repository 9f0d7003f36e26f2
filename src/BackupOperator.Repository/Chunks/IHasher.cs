namespace BackupOperator.Repository.Chunks;

/// <summary>Names a chunk by its content. Safe to call concurrently.</summary>
internal interface IHasher
{
    ChunkId Hash(ReadOnlySpan<byte> content);
}
