using System.Runtime.InteropServices;

namespace BackupOperator.Sources.Files.Index;

/// <summary>One record as it stands in a buffer.</summary>
internal readonly ref struct IndexRecord(ReadOnlySpan<byte> bytes)
{
    /// <summary>All of it: header, name, extras.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public EntryHeader Header => MemoryMarshal.Read<EntryHeader>(Bytes);

    public EntryKind Kind => (EntryKind)Bytes[0];

    public ReadOnlySpan<byte> Name => Bytes.Slice(EntryHeader.SizeBytes, Header.NameLength);

    public ReadOnlySpan<byte> Extras => Bytes[(EntryHeader.SizeBytes + Header.NameLength)..];

    /// <summary>Whether both describe the same state of the same file.</summary>
    public bool HasStateOf(IndexRecord other, bool compareDevices)
    {
        var length = compareDevices ? EntryHeader.StateAndDeviceBytes : EntryHeader.StateBytes;
        return Bytes[..length].SequenceEqual(other.Bytes[..length]);
    }

    /// <summary>The order of the entries of a directory: first all that are no directories, then those, each by the
    /// bytes of its name.</summary>
    public static int Compare(IndexRecord left, IndexRecord right)
    {
        var leftIsDirectory = left.Kind == EntryKind.Directory;
        return leftIsDirectory != (right.Kind == EntryKind.Directory)
            ? (leftIsDirectory ? 1 : -1)
            : left.Name.SequenceCompareTo(right.Name);
    }
}
