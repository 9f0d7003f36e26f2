using System.Runtime.InteropServices;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Index;

/// <summary>Where the data of a sparse file is: offset and length of each extent, in order.</summary>
internal static class SparseMap
{
    // With 16 bytes each an extent list stays far below the limit of a record. What is behind the last one is read
    // as data, holes and all: it compresses to nothing.
    private const int MostExtents = 16 * 1024;

    /// <summary>The extents of an open file up to <paramref name="size"/>; null when it has no holes, or its file
    /// system cannot tell.</summary>
    public static List<Extent>? Find(int descriptor, long size)
    {
        var extents = new List<Extent>();
        for (long at = 0; at < size;)
        {
            var data = Posix.Seek(descriptor, at, OpenFlags.SeekData);
            if (data < 0)
            {
                // Only holes are left, or there are none to be found.
                return ErrorNumber.Last == ErrorNumber.NoSuchDevice ? extents : null;
            }

            var hole = Posix.Seek(descriptor, data, OpenFlags.SeekHole);
            var isLast = hole < 0 || hole >= size || extents.Count == MostExtents - 1;
            at = isLast ? size : hole;
            if (data < size)
            {
                extents.Add(new Extent(data, at - data));
            }
        }

        return extents is [{ Offset: 0 } only] && only.Length == size ? null : extents;
    }

    public static byte[] Write(List<Extent> extents) =>
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(extents)).ToArray();

    /// <exception cref="SourceException">The extents are out of order or outside the file.</exception>
    public static Extent[] Read(ReadOnlySpan<byte> content, long size)
    {
        if (content.Length % Extent.SizeBytes != 0)
        {
            throw IndexFormat.Damaged("an extent is cut off");
        }

        var extents = MemoryMarshal.Cast<byte, Extent>(content).ToArray();
        long end = 0;
        foreach (var extent in extents)
        {
            if (extent.Offset < end || extent.Length <= 0 || extent.Length > size - extent.Offset)
            {
                throw IndexFormat.Damaged("the extents of a file are out of order");
            }

            end = extent.Offset + extent.Length;
        }

        return extents;
    }

    /// <summary>How many bytes the extents have together.</summary>
    public static long Sum(ReadOnlySpan<Extent> extents)
    {
        long sum = 0;
        foreach (var extent in extents)
        {
            sum += extent.Length;
        }

        return sum;
    }
}
