using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Repository.Tests.Reading;

public sealed class SegmentWindowTests
{
    private const int MostRemembered = 32 * 1024;

    [Fact]
    public void Add_ChunksOfManyPacksInAnyOrder_EachComesOnceInARangeThatHoldsIt()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var random = new Random(seed);
            var chunks = Chunks(random, packs: random.Next(1, 40), frames: random.Next(1, 60));
            var planned = Plan(chunks);

            Assert.Equal(chunks.Count, planned.Sum(segment => segment.Targets.Count));
            Assert.Equal(
                Enumerable.Range(0, chunks.Count), planned.SelectMany(segment => segment.Targets).Order());
            Assert.All(planned, segment => RequireHolds(segment, chunks));
        }
    }

    [Fact]
    public void Add_TurnsBetweenTwoPacks_GoesOnInTheSegmentOfEach()
    {
        var one = Frames(pack: 0, count: 8).ToList();
        var other = Frames(pack: 1, count: 8).ToList();
        var planned = Plan([.. one.Zip(other).SelectMany(pair => new[] { pair.First, pair.Second })]);

        Assert.Equal([16, 16], planned.Select(segment => segment.Targets.Count));
    }

    [Fact]
    public void Add_CountlessSmallChunks_AreNotAllRemembered()
    {
        var window = new SegmentWindow<int>();
        var held = 0;
        for (var number = 0; number < 4 * MostRemembered; number++)
        {
            // Frames of a hundred chunks of ten bytes, in turn in ten packs.
            var frame = new FramePlace(number % 10, number / 1000, 64 + (number / 1000 * 500), 500, 1000, FrameCompression.Zstd);
            var entry = new ChunkEntry(default, frame, number / 10 % 100 * 10, 10);
            held += 1 - (window.Add(entry, number)?.Targets.Count ?? 0);
            Assert.InRange(held, 0, MostRemembered);
        }

        Assert.Equal(held, window.Complete().Sum(segment => segment.Targets.Count));
    }

    private static List<PlannedSegment<int>> Plan(List<ChunkEntry> chunks)
    {
        var window = new SegmentWindow<int>();
        var planned = new List<PlannedSegment<int>>();
        for (var number = 0; number < chunks.Count; number++)
        {
            if (window.Add(chunks[number], number) is { } full)
            {
                planned.Add(full);
            }
        }

        planned.AddRange(window.Complete());
        return planned;
    }

    private static void RequireHolds(PlannedSegment<int> planned, List<ChunkEntry> chunks)
    {
        var segment = planned.Segment;
        Assert.Equal(planned.Targets.Select(target => chunks[target]), segment.Entries);
        Assert.Equal(segment.Entries.Sum(entry => entry.Length), segment.PlainLength);
        Assert.InRange(segment.StoredLength, 1, 4 * 1024 * 1024);
        Assert.All(segment.Entries, entry =>
        {
            Assert.Equal(segment.PackNumber, entry.Frame.PackNumber);
            Assert.InRange(entry.Frame.Offset, segment.Offset, int.MaxValue);
            Assert.InRange(
                entry.Frame.Offset + entry.Frame.StoredLength, 1, segment.Offset + segment.StoredLength);
        });
    }

    // Stretches of frames, with gaps and steps back between them.
    private static List<ChunkEntry> Chunks(Random random, int packs, int frames)
    {
        var chunks = new List<ChunkEntry>();
        for (var stretch = 0; stretch < 40; stretch++)
        {
            var (pack, first) = (random.Next(packs), random.Next(frames));
            chunks.AddRange(Frames(pack, frames).Skip(first).Take(random.Next(1, 9)).Where(_ => random.Next(4) > 0));
        }

        return chunks;
    }

    private static IEnumerable<ChunkEntry> Frames(int pack, int count)
    {
        var offset = PackFormat.HeaderBytes;
        for (var position = 0; position < count; position++)
        {
            var stored = 50_000 + (position * 7919 % 300_000);
            var frame = new FramePlace(pack, position, offset, stored, 2 * stored, FrameCompression.Zstd);
            yield return new ChunkEntry(default, frame, 0, stored);
            yield return new ChunkEntry(default, frame, stored, stored);
            offset += stored;
        }
    }
}
