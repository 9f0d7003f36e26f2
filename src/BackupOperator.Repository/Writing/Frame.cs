using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Writing;

/// <summary>New chunks, compressed together, on their way to the packer, which disposes it.</summary>
internal sealed record Frame(
    PooledBuffer Content, FrameCompression Compression, int PlainLength,
    IReadOnlyList<StoredChunk> Chunks) : IDisposable
{
    public void Dispose() => Content.Dispose();
}
