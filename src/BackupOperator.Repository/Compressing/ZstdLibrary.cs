using System.Runtime.InteropServices;

namespace BackupOperator.Repository.Compressing;

/// <summary>The part of the system's libzstd that is used; stable since 1.4.0.</summary>
internal static partial class ZstdLibrary
{
    /// <summary>ZSTD_c_compressionLevel.</summary>
    public const int CompressionLevel = 100;

    private const string Library = "libzstd.so.1";

    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    public static partial ZstdContexts.Compression CreateCompression();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    public static partial nuint FreeCompression(IntPtr context);

    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setParameter")]
    public static partial nuint SetParameter(ZstdContexts.Compression context, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_compress2")]
    public static partial nuint Compress(
        ZstdContexts.Compression context, Span<byte> destination, nuint capacity, ReadOnlySpan<byte> source,
        nuint length);

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
