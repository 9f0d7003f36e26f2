using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Reading;

/// <summary>Joins the chunks of a stream, as they come, to segments that one ranged read brings.</summary>
internal sealed class SegmentPlan
{
    private Segment? _open;

    /// <summary>Takes the next chunk; returns the segment before it when that is full.</summary>
    public Segment? Add(in ChunkEntry entry)
    {
        if (_open?.TryAdd(entry) == true)
        {
            return null;
        }

        var full = _open;
        _open = new Segment(entry);
        return full;
    }

    /// <summary>The segment that is still open, if any.</summary>
    public Segment? Complete()
    {
        var last = _open;
        _open = null;
        return last;
    }
}
