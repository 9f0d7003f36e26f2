using System.Runtime.InteropServices;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;
using BackupOperator.Sources.Files.Walking;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>A file whose content is on its way into the repository; its record waits for it.</summary>
/// <param name="block">Keeps its directory open.</param>
/// <param name="item">Which step of the block it is.</param>
/// <param name="planned">Holds its record.</param>
/// <param name="offset">Where the record begins there.</param>
internal sealed class PendingFile(WalkBlock block, int item, PlannedBlock planned, int offset)
{
    private byte[] _extras = [];

    public OpenDirectory Directory => block[item].Directory;

    public ReadOnlySpan<byte> Name => block.NameOf(item);

    /// <summary>What the walk saw.</summary>
    public EntryHeader Seen { get; } = MemoryMarshal.Read<EntryHeader>(planned.Records[offset..]);

    public int Offset => offset;

    /// <summary>What follows the name in the record.</summary>
    public ReadOnlySpan<byte> Extras => _extras;

    /// <summary>Whether the file turned out not to be there: its record is left out.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The apparent size, when it is not what was stored: a sparse file.</summary>
    public long? ApparentSize { get; private set; }

    public void SetGone() => IsGone = true;

    public void Describe(byte[] extras, long? apparentSize)
    {
        _extras = extras;
        ApparentSize = apparentSize;
    }

    /// <summary>Says what was stored; the last word on a file.</summary>
    public void Complete(long storedBytes, int chunks)
    {
        var header = Seen;
        header.Hint = 0;
        header.Size = ApparentSize ?? storedBytes;
        header.Chunks = (uint)chunks;
        header.ExtraLength = _extras.Length;
        MemoryMarshal.Write(planned.Records[offset..], in header);
        planned.FileIsDone();
    }
}
