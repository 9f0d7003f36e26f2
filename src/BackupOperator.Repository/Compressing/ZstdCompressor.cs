using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Compressing;

/// <summary>Zstandard through the system's libzstd, with one context for all pieces.</summary>
internal sealed class ZstdCompressor : ICompressor
{
    // The highest levels make 2 MB a second or less: that much is a tenth of a second.
    public const int BytesBetweenLooks = 256 * 1024;

    // Up to here a whole frame is no longer than that, and one call is faster than several.
    private const int QuickLevel = 5;

    // From here on tables are sized for content that is larger than a frame: for 4 MiB they take 53 MiB at level 19 and 70
    // at 22, for each worker. Within these bounds it is 30, and such a frame gets 0.05 % longer; those of 1 MiB, the mean,
    // are the same. The window bounds what the body of a large manifest takes.
    private const int ThoroughLevel = 12;
    private const int LargestWindowLog = 22;
    private const int LargestHashLog = 21;
    private const int LargestChainLog = 22;

    private const int GoOn = 0;
    private const int EndFrame = 2;
    private const int FrameOnly = 1;

    private readonly ZstdContexts.Compression _context = ZstdLibrary.CreateCompression();
    private readonly bool _isQuick;

    public ZstdCompressor(int level)
    {
        _isQuick = level <= QuickLevel;
        ZstdLibrary.Require(ZstdLibrary.SetParameter(_context, ZstdLibrary.CompressionLevel, level));
        if (level >= ThoroughLevel)
        {
            ZstdLibrary.Require(ZstdLibrary.SetParameter(_context, ZstdLibrary.WindowLog, LargestWindowLog));
            ZstdLibrary.Require(ZstdLibrary.SetParameter(_context, ZstdLibrary.HashLog, LargestHashLog));
            ZstdLibrary.Require(ZstdLibrary.SetParameter(_context, ZstdLibrary.ChainLog, LargestChainLog));
        }
    }

    /// <summary>What the context takes beside the buffers that are given to it.</summary>
    public long ContextBytes => (long)ZstdLibrary.SizeOf(_context);

    public FrameCompression Kind => FrameCompression.Zstd;

    public int? Compress(ReadOnlySpan<byte> source, Span<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_isQuick && source.Length > BytesBetweenLooks)
        {
            return CompressInPieces(source, destination, cancellationToken);
        }

        var written = ZstdLibrary.Compress(
            _context, destination, (nuint)destination.Length, source, (nuint)source.Length);

        // The only failure of a single-shot call with a valid context is a destination that is too small.
        return ZstdLibrary.IsError(written) ? null : (int)written;
    }

    public void Dispose() => _context.Dispose();

    /// <summary>Makes the same frame, and looks in between whether anybody still wants it.</summary>
    private unsafe int? CompressInPieces(
        ReadOnlySpan<byte> source, Span<byte> destination, CancellationToken cancellationToken)
    {
        ZstdLibrary.Require(ZstdLibrary.Reset(_context, FrameOnly));
        ZstdLibrary.Require(ZstdLibrary.SetSourceLength(_context, (ulong)source.Length));
        fixed (byte* plain = source, room = destination)
        {
            var output = new ZstdBuffer { Address = (IntPtr)room, Length = (nuint)destination.Length };
            var input = new ZstdBuffer { Address = (IntPtr)plain };
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                input.Length = Math.Min((nuint)source.Length, input.Length + BytesBetweenLooks);
                var isLast = input.Length == (nuint)source.Length;
                var left = ZstdLibrary.CompressPiece(_context, ref output, ref input, isLast ? EndFrame : GoOn);
                ZstdLibrary.Require(left);
                if (isLast && left == 0)
                {
                    return (int)output.Used;
                }

                if (output.Used == output.Length)
                {
                    return null;
                }
            }
        }
    }
}
