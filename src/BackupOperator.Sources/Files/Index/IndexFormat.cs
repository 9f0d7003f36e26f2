using System.Runtime.InteropServices;

namespace BackupOperator.Sources.Files.Index;

/// <summary>Names and limits of what a tree is stored as; ../README.md has the layout.</summary>
internal static class IndexFormat
{
    public const string IndexStream = "index";
    public const string ContentStream = "content";

    /// <summary>Linux allows 255 bytes, a few file systems more.</summary>
    public const int LongestName = 4096;

    /// <summary>What a reader allocates for one record at most; a record fits into a piece of the index.</summary>
    public const int LargestExtras = 512 * 1024;

    /// <summary>Tag of a symbolic link's target.</summary>
    public const byte Target = 1;

    /// <summary>Tag of the extents of a sparse file.</summary>
    public const byte Extents = 2;

    /// <summary>Tag of extended attributes.</summary>
    public const byte Attributes = 3;

    private const int TagBytes = 5;

    /// <summary>Finds an extra by its tag.</summary>
    /// <exception cref="SourceException">Extras do not fit in their record.</exception>
    public static bool TryFind(ReadOnlySpan<byte> extras, byte tag, out ReadOnlySpan<byte> content)
    {
        content = [];
        while (!extras.IsEmpty)
        {
            if (extras.Length < TagBytes)
            {
                throw Damaged("an extra is cut off");
            }

            var length = MemoryMarshal.Read<int>(extras[1..]);
            if (length < 0 || length > extras.Length - TagBytes)
            {
                throw Damaged("an extra is longer than its record");
            }

            if (extras[0] == tag)
            {
                content = extras.Slice(TagBytes, length);
                return true;
            }

            extras = extras[(TagBytes + length)..];
        }

        return false;
    }

    /// <summary>Extras with one more.</summary>
    /// <exception cref="SourceException">There would be too many.</exception>
    public static byte[] Append(byte[] extras, byte tag, ReadOnlySpan<byte> content)
    {
        var all = new byte[extras.Length + TagBytes + content.Length];
        if (all.Length > LargestExtras)
        {
            throw new SourceException(
                SourceFailure.Refused,
                $"a file has more than {LargestExtras} bytes of extended attributes: exclude it");
        }

        extras.CopyTo(all, 0);
        all[extras.Length] = tag;
        var length = content.Length;
        MemoryMarshal.Write(all.AsSpan(extras.Length + 1), in length);
        content.CopyTo(all.AsSpan(extras.Length + TagBytes));
        return all;
    }

    /// <summary>How many bytes of content a regular file has; <paramref name="extents"/> is null when it is not sparse.
    /// </summary>
    /// <exception cref="SourceException">Size, extents and chunks contradict each other.</exception>
    public static long ContentBytes(IndexRecord record, out Extent[]? extents)
    {
        var header = record.Header;
        extents = TryFind(record.Extras, Extents, out var list) ? SparseMap.Read(list, header.Size) : null;
        var bytes = extents is null ? header.Size : SparseMap.Sum(extents);
        return (bytes > 0) == (header.Chunks > 0)
            ? bytes
            : throw Damaged($"a file of {bytes} bytes has {header.Chunks} chunks");
    }

    public static SourceException Damaged(string why) =>
        new(SourceFailure.Damaged, $"the index of the file tree is damaged: {why}");
}
