using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Reading;

/// <summary>Frames of one pack that one ranged read brings, and the chunks wanted of them, in order.</summary>
internal sealed class Segment(ChunkEntry first)
{
    // Large enough that a store's latency does not count, small enough for several at once.
    private const int LargestStoredBytes = 4 * 1024 * 1024;

    // Zeros compress to nothing: without this bound a small range could become any amount of memory.
    private const int LargestPlainBytes = 8 * 1024 * 1024;

    // What is in between and not wanted, such as the chunk lists of other streams, comes sooner than another answer.
    private const int LargestGapBytes = 128 * 1024;

    private readonly List<ChunkEntry> _entries = [first];

    public int PackNumber => first.Frame.PackNumber;

    public int Offset => first.Frame.Offset;

    public int StoredLength { get; private set; } = first.Frame.StoredLength;

    public int PlainLength { get; private set; } = first.Length;

    public IReadOnlyList<ChunkEntry> Entries => _entries;

    /// <summary>Takes the next chunk if it is in the last frame or in one close behind it.</summary>
    public bool TryAdd(in ChunkEntry entry)
    {
        var isIn = entry.Frame == _entries[^1].Frame || IsCloseBehind(entry.Frame);
        if (!isIn || PlainLength + entry.Length > LargestPlainBytes)
        {
            return false;
        }

        StoredLength = entry.Frame.Offset - Offset + entry.Frame.StoredLength;
        PlainLength += entry.Length;
        _entries.Add(entry);
        return true;
    }

    private bool IsCloseBehind(in FramePlace frame) =>
        frame.PackNumber == PackNumber
        && frame.Offset - (Offset + StoredLength) is >= 0 and <= LargestGapBytes
        && frame.Offset - Offset + frame.StoredLength <= LargestStoredBytes;
}
