using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Compressing;

/// <summary>Undoes what any compressor of the format did. One thread at a time.</summary>
internal sealed class Decompressor : IDisposable
{
    private readonly ZstdContexts.Decompression _context = ZstdLibrary.CreateDecompression();

    /// <summary>Fills <paramref name="destination"/> exactly; false when the source does
    /// not hold exactly that much.</summary>
    public bool TryDecompress(FrameCompression kind, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        switch (kind)
        {
            case FrameCompression.None when source.Length == destination.Length:
                source.CopyTo(destination);
                return true;
            case FrameCompression.Zstd:
                var written = ZstdLibrary.Decompress(
                    _context, destination, (nuint)destination.Length, source, (nuint)source.Length);
                return written == (nuint)destination.Length;
            case FrameCompression.Lz4 when Lz4Library.IsPresent:
                return Lz4Library.Decompress(source, destination, source.Length, destination.Length)
                    == destination.Length;
            default:
                return false;
        }
    }

    public void Dispose() => _context.Dispose();
}
