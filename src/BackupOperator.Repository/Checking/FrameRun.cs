using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Reading;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Checking;

/// <summary>Frames of a pack that one request brings, by their positions.</summary>
/// <param name="First">The first one.</param>
/// <param name="Last">The last one; those in between that were opened before are read past.</param>
internal readonly record struct FrameRun(int First, int Last)
{
    // Reading past so much takes less time than another answer does.
    private const int LargestGapBytes = 256 * 1024;

    /// <summary>Covers every frame that was not opened before.</summary>
    public static IEnumerable<FrameRun> Of(PackDirectory directory, FrameCoverage? opened)
    {
        FrameRun? run = null;
        foreach (var frame in directory.Frames)
        {
            if (opened?.Has(frame) == true)
            {
                continue;
            }

            if (run is { } open && frame.Offset - EndOf(directory.Frames[open.Last]) > LargestGapBytes)
            {
                yield return open;
                run = null;
            }

            run = new FrameRun(run?.First ?? frame.Position, frame.Position);
        }

        if (run is { } last)
        {
            yield return last;
        }
    }

    /// <summary>What is read of the pack: with the first frame its header, which lies before it.</summary>
    public ByteRange BytesOf(PackDirectory directory)
    {
        var begin = First == 0 ? 0 : directory.Frames[First].Offset;
        return new ByteRange(begin, EndOf(directory.Frames[Last]) - begin);
    }

    private static int EndOf(in FramePlace frame) => frame.Offset + frame.StoredLength;
}
