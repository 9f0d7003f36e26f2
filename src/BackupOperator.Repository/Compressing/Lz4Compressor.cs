using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Compressing;

/// <summary>LZ4 blocks through the system's liblz4: less than half of zstd's effort, and of its gain.</summary>
internal sealed class Lz4Compressor : ICompressor
{
    public FrameCompression Kind => FrameCompression.Lz4;

    public int? Compress(ReadOnlySpan<byte> source, Span<byte> destination, CancellationToken cancellationToken) =>
        Lz4Library.Compress(source, destination, source.Length, destination.Length) is > 0 and var written
            ? written
            : null;

    public void Dispose()
    {
    }
}
