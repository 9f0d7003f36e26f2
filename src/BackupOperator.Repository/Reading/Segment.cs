using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Reading;

/// <summary>Neighbouring frames of one pack that one ranged read brings, and the chunks
/// wanted of them, in order.</summary>
internal sealed class Segment(ChunkEntry first)
{
    // Large enough that a store's latency does not count, small enough for several at once.
    private const int LargestStoredBytes = 4 * 1024 * 1024;

    // Zeros compress to nothing: without this bound a small range could become any amount of memory.
    private const int LargestPlainBytes = 8 * 1024 * 1024;

    private readonly List<ChunkEntry> _entries = [first];

    public int PackNumber => first.Frame.PackNumber;

    public int Offset => first.Frame.Offset;

    public int StoredLength { get; private set; } = first.Frame.StoredLength;

    public int PlainLength { get; private set; } = first.Length;

    public IReadOnlyList<ChunkEntry> Entries => _entries;

    /// <summary>Takes the next chunk of the stream if it is in the last frame or in the one right after it.</summary>
    public bool TryAdd(in ChunkEntry entry)
    {
        var sameFrame = entry.Frame == _entries[^1].Frame;
        var nextFrame = entry.Frame.PackNumber == PackNumber && entry.Frame.Offset == Offset + StoredLength
            && StoredLength + entry.Frame.StoredLength <= LargestStoredBytes;
        if (!(sameFrame || nextFrame) || PlainLength + entry.Length > LargestPlainBytes)
        {
            return false;
        }

        StoredLength += sameFrame ? 0 : entry.Frame.StoredLength;
        PlainLength += entry.Length;
        _entries.Add(entry);
        return true;
    }
}
