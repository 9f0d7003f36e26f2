using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Reading;

/// <summary>Joins chunks to segments where their order does not matter: several segments stay open at once.</summary>
/// <remarks>
/// A backup that refers to earlier ones changes from pack to pack with every file that was changed: with one open segment
/// each change would be a request of its own, and read the frame that it came back to again.
/// </remarks>
internal sealed class SegmentWindow<T>
{
    // As many backups as a stretch of a stream commonly lies in.
    private const int MostOpen = 16;

    // Many small files fit into a segment, and each is remembered with what it is to become: some 10 MB in all.
    private const int MostChunks = 32 * 1024;

    private readonly LinkedList<PlannedSegment<T>> _open = [];
    private int _chunks;

    /// <summary>Takes the next chunk; returns the segment that made room for it, if one had to.</summary>
    public PlannedSegment<T>? Add(in ChunkEntry entry, T target)
    {
        if (++_chunks <= MostChunks && TryJoin(entry, target))
        {
            return null;
        }

        var full = _open.Count == MostOpen || _chunks > MostChunks ? Close(_open.First!) : null;
        _open.AddLast(new PlannedSegment<T>(entry, target));
        return full;
    }

    /// <summary>The segments that are still open, oldest first.</summary>
    public IEnumerable<PlannedSegment<T>> Complete()
    {
        while (_open.First is { } oldest)
        {
            yield return Close(oldest);
        }
    }

    // The one that was opened last is the likeliest.
    private bool TryJoin(in ChunkEntry entry, T target)
    {
        for (var node = _open.Last; node is not null; node = node.Previous)
        {
            if (node.Value.TryAdd(entry, target))
            {
                return true;
            }
        }

        return false;
    }

    private PlannedSegment<T> Close(LinkedListNode<PlannedSegment<T>> node)
    {
        _open.Remove(node);
        _chunks -= node.Value.Targets.Count;
        return node.Value;
    }
}
