using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>Writes data where it belongs in a file that may have holes.</summary>
internal static unsafe class FileData
{
    /// <summary>Returns 0 or the number of an error.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="extents">Where its data is; null when it has no holes.</param>
    /// <param name="offset">In the data, holes not counted.</param>
    /// <param name="content">May go on over several extents.</param>
    public static int Write(int descriptor, Extent[]? extents, long offset, ReadOnlySpan<byte> content)
    {
        if (extents is null)
        {
            return WriteAt(descriptor, offset, content);
        }

        foreach (var extent in extents)
        {
            if (offset < extent.Length)
            {
                var length = (int)Math.Min(content.Length, extent.Length - offset);
                if (WriteAt(descriptor, extent.Offset + offset, content[..length]) is not 0 and var error)
                {
                    return error;
                }

                content = content[length..];
                if (content.IsEmpty)
                {
                    return 0;
                }
            }

            offset = Math.Max(0, offset - extent.Length);
        }

        return 0;
    }

    private static int WriteAt(int descriptor, long offset, ReadOnlySpan<byte> content)
    {
        fixed (byte* bytes = content)
        {
            for (var written = 0; written < content.Length;)
            {
                var count = (int)Posix.WriteAt(
                    descriptor, bytes + written, (nuint)(content.Length - written), offset + written);
                if (count < 0 && ErrorNumber.Last != ErrorNumber.Interrupted)
                {
                    return ErrorNumber.Last;
                }

                written += Math.Max(count, 0);
            }
        }

        return 0;
    }
}
