using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Compressing;

/// <summary>Leaves everything as it is.</summary>
internal sealed class StoringCompressor : ICompressor
{
    public FrameCompression Kind => FrameCompression.None;

    public int? Compress(ReadOnlySpan<byte> source, Span<byte> destination, CancellationToken cancellationToken) =>
        null;

    public void Dispose()
    {
    }
}
