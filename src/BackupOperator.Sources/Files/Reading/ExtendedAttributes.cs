using System.Runtime.InteropServices;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>Reads extended attributes: access control lists, capabilities, and what users note.</summary>
/// <remarks>Stored one behind the other: length of the name (u16) and of the value (i32), name, value.</remarks>
internal static unsafe class ExtendedAttributes
{
    private const int ListBytes = 64 * 1024;

    /// <summary>The extras of an open file that has attributes; empty when it has none, or its file system knows none.
    /// </summary>
    public static byte[] Read(int descriptor)
    {
        // One call for nearly all files: it says 0.
        var listed = Posix.ListAttributes(descriptor, null, 0);
        return listed <= 0 ? [] : IndexFormat.Append([], IndexFormat.Attributes, ReadAll(descriptor));
    }

    private static byte[] ReadAll(int descriptor)
    {
        var list = new byte[ListBytes];
        nint length;
        fixed (byte* names = list)
        {
            length = Posix.ListAttributes(descriptor, names, ListBytes);
        }

        using var all = new MemoryStream();
        var value = new byte[ListBytes];
        var rest = list.AsSpan(0, Math.Max(0, (int)length));
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)0);
            nint size;
            fixed (byte* name = rest)
            fixed (byte* room = value)
            {
                size = Posix.ReadAttribute(descriptor, name, room, ListBytes);
            }

            if (size >= 0)
            {
                Write(all, rest[..end], value.AsSpan(0, (int)size));
            }

            rest = rest[(end + 1)..];
        }

        return all.ToArray();
    }

    private static void Write(MemoryStream all, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Span<byte> lengths = stackalloc byte[6];
        var (nameLength, valueLength) = ((ushort)name.Length, value.Length);
        MemoryMarshal.Write(lengths, in nameLength);
        MemoryMarshal.Write(lengths[2..], in valueLength);
        all.Write(lengths);
        all.Write(name);
        all.Write(value);
    }
}
