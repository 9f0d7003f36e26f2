using System.Collections;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Reading;

/// <summary>Remembers which frames of which packs were opened, a bit each: 125 KB for about a TB. Safe to call
/// concurrently.</summary>
internal sealed class FrameCoverage(IReadOnlyList<PackSummary> packs)
{
    private readonly Lock _lock = new();
    private readonly BitArray?[] _opened = new BitArray?[packs.Count];

    public void Opened(in FramePlace frame)
    {
        if (frame.Position >= packs[frame.PackNumber].Frames)
        {
            return;
        }

        lock (_lock)
        {
            (_opened[frame.PackNumber] ??= new BitArray(packs[frame.PackNumber].Frames))[frame.Position] = true;
        }
    }

    public bool Has(in FramePlace frame)
    {
        lock (_lock)
        {
            return _opened[frame.PackNumber]?[frame.Position] == true;
        }
    }
}
