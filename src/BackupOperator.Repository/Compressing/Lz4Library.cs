using System.Runtime.InteropServices;

namespace BackupOperator.Repository.Compressing;

/// <summary>The part of the system's liblz4 that is used; stable since 1.7.</summary>
internal static partial class Lz4Library
{
    private const string Library = "liblz4.so.1";

    /// <summary>Whether this system has it.</summary>
    public static bool IsPresent { get; } =
        NativeLibrary.TryLoad(Library, typeof(Lz4Library).Assembly, searchPath: null, out _);

    [LibraryImport(Library, EntryPoint = "LZ4_compress_default")]
    public static partial int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int length, int capacity);

    [LibraryImport(Library, EntryPoint = "LZ4_decompress_safe")]
    public static partial int Decompress(ReadOnlySpan<byte> source, Span<byte> destination, int length, int capacity);
}
