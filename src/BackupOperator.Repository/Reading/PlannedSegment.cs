using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Reading;

/// <summary>A range to read, and where each chunk of it goes.</summary>
internal sealed class PlannedSegment<T>(ChunkEntry first, T target)
{
    private readonly List<T> _targets = [target];

    public Segment Segment { get; } = new(first);

    public IReadOnlyList<T> Targets => _targets;

    public bool TryAdd(in ChunkEntry entry, T target)
    {
        if (!Segment.TryAdd(entry))
        {
            return false;
        }

        _targets.Add(target);
        return true;
    }
}
