using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Compressing;

/// <summary>Zstandard through the system's libzstd, with one context for all pieces.</summary>
internal sealed class ZstdCompressor : ICompressor
{
    private readonly ZstdContexts.Compression _context = ZstdLibrary.CreateCompression();

    public ZstdCompressor(int level) =>
        ZstdLibrary.Require(ZstdLibrary.SetParameter(_context, ZstdLibrary.CompressionLevel, level));

    public FrameCompression Kind => FrameCompression.Zstd;

    public int? Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var written = ZstdLibrary.Compress(
            _context, destination, (nuint)destination.Length, source, (nuint)source.Length);

        // The only failure of a single-shot call with a valid context is a destination that is too small.
        return ZstdLibrary.IsError(written) ? null : (int)written;
    }

    public void Dispose() => _context.Dispose();
}
