using System.Runtime.InteropServices;

namespace BackupOperator.Repository.Compressing;

/// <summary>The part of the system's libzstd that is used; stable since 1.4.0.</summary>
internal static partial class ZstdLibrary
{
    /// <summary>ZSTD_c_compressionLevel.</summary>
    public const int CompressionLevel = 100;

    /// <summary>ZSTD_c_windowLog.</summary>
    public const int WindowLog = 101;

    /// <summary>ZSTD_c_hashLog.</summary>
    public const int HashLog = 102;

    /// <summary>ZSTD_c_chainLog.</summary>
    public const int ChainLog = 103;

    private const string Library = "libzstd.so.1";

    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    public static partial ZstdContexts.Compression CreateCompression();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    public static partial nuint FreeCompression(IntPtr context);

    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setParameter")]
    public static partial nuint SetParameter(ZstdContexts.Compression context, int parameter, int value);

    /// <returns>What the context takes of memory, in bytes.</returns>
    [LibraryImport(Library, EntryPoint = "ZSTD_sizeof_CCtx")]
    public static partial nuint SizeOf(ZstdContexts.Compression context);

    [LibraryImport(Library, EntryPoint = "ZSTD_compress2")]
    public static partial nuint Compress(
        ZstdContexts.Compression context, Span<byte> destination, nuint capacity, ReadOnlySpan<byte> source,
        nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setPledgedSrcSize")]
    public static partial nuint SetSourceLength(ZstdContexts.Compression context, ulong length);

    /// <param name="context">The context.</param>
    /// <param name="what">1 for the frame that was begun; parameters stay.</param>
    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_reset")]
    public static partial nuint Reset(ZstdContexts.Compression context, int what);

    /// <param name="context">The context.</param>
    /// <param name="destination">Moved on by what was written.</param>
    /// <param name="source">Moved on by what was taken.</param>
    /// <param name="directive">0 to go on, 2 for the end of the frame.</param>
    /// <returns>How much is yet to be written.</returns>
    [LibraryImport(Library, EntryPoint = "ZSTD_compressStream2")]
    public static partial nuint CompressPiece(
        ZstdContexts.Compression context, ref ZstdBuffer destination, ref ZstdBuffer source, int directive);

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    public static partial ZstdContexts.Decompression CreateDecompression();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    public static partial nuint FreeDecompression(IntPtr context);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressDCtx")]
    public static partial nuint Decompress(
        ZstdContexts.Decompression context, Span<byte> destination, nuint capacity, ReadOnlySpan<byte> source,
        nuint length);

    public static bool IsError(nuint result) => IsErrorCode(result) != 0;

    public static void Require(nuint result)
    {
        if (IsError(result))
        {
            throw new InvalidOperationException($"libzstd refused: {Marshal.PtrToStringUTF8(GetErrorName(result))}");
        }
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsErrorCode(nuint result);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    private static partial IntPtr GetErrorName(nuint result);
}
