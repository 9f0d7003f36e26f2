using System.Buffers.Binary;

namespace BackupOperator.Sources.Files.Walking;

/// <summary>A name in the listing of a directory; its first bytes decide nearly every comparison.</summary>
internal readonly struct ListedName(ReadOnlySpan<byte> name, int offset)
{
    private readonly ulong _prefix = Prefix(name);

    public int Offset { get; } = offset;

    public int Length { get; } = name.Length;

    public static bool IsOrdered(in ListedName left, in ListedName right, ReadOnlySpan<byte> names) =>
        left._prefix != right._prefix
            ? left._prefix < right._prefix
            : names.Slice(left.Offset, left.Length).SequenceCompareTo(names.Slice(right.Offset, right.Length)) <= 0;

    private static ulong Prefix(ReadOnlySpan<byte> name)
    {
        if (name.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(name);
        }

        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        name.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }
}
