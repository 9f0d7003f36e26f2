using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Indexing;

namespace BackupOperator.Repository.Tests;

public sealed class ChunkTableTests
{
    [Fact]
    public void Table_WithinItsCapacity_FindsEveryChunkAndNoOther()
    {
        var table = new ChunkTable(capacity: 4096);
        var ids = Ids(4096, seed: 1);
        for (var index = 0; index < ids.Length; index++)
        {
            table.Add(ids[index], index / 10);
        }

        Assert.True(table.IsComplete);
        Assert.Equal(ids.Select((_, index) => (int?)(index / 10)), ids.Select(table.Find));
        Assert.All(Ids(4096, seed: 2), id => Assert.Null(table.Find(id)));
    }

    [Fact]
    public void Table_BeyondItsCapacity_KeepsASampleOfAllThatWasAdded()
    {
        var table = new ChunkTable(capacity: 4096);
        var ids = Ids(100_000, seed: 1);
        for (var index = 0; index < ids.Length; index++)
        {
            table.Add(ids[index], index);
        }

        var found = Enumerable.Range(0, ids.Length).Where(index => table.Find(ids[index]) == index).ToList();
        Assert.False(table.IsComplete);
        Assert.InRange(found.Count, 1500, 4096);

        // From everywhere, not only from the end or the beginning.
        Assert.All(
            Enumerable.Range(0, 10),
            part => Assert.InRange(found.Count(index => index / 10_000 == part), found.Count / 20, found.Count / 5));
    }

    /// <summary>As many chunks as 4 TB have, at the capacity that runs use.</summary>
    [Fact]
    public void Table_OfFarMoreChunksThanItHolds_StaysWithin26Megabytes()
    {
        var table = new ChunkTable();
        var bytes = new byte[ChunkId.SizeBytes];
        var noise = new Noise();
        for (var index = 0; index < 4_000_000; index++)
        {
            noise.Fill(bytes);
            table.Add(ChunkId.Read(bytes), index);
        }

        Assert.InRange(table.SizeBytes, 12_000_000, 26_000_000);
    }

    [Fact]
    public async Task Neighbours_OfAChunkThatIsFound_AreFoundThoughTheTableLacksThem()
    {
        var ids = Ids(20_000, seed: 3);
        var containers = ids.Chunk(1000).Select(part => (IChunkContainer)new Container(part)).ToList();
        using var known = new KnownChunks(containers, [], new ChunkTable(capacity: 1024));

        // Something new has all of them read, and the table forget most chunks.
        Assert.Null(await known.FindAsync(Ids(1, seed: 9)[0], Given.Token));
        var missed = 0;
        foreach (var id in ids)
        {
            missed += await known.FindAsync(id, Given.Token) is null ? 1 : 0;
        }

        // Of each container only the chunks before its first sampled one: 1 in 32 is.
        Assert.InRange(missed, 1, 20 * 150);
    }

    [Fact]
    public async Task Known_AsksForWhatEarlyContainersHold_ReadsNoOther()
    {
        var ids = Ids(3000, seed: 4);
        var containers = ids.Chunk(100).Select(part => new Container(part)).ToList();
        using var known = new KnownChunks(containers, [], new ChunkTable());
        foreach (var id in ids[..100])
        {
            Assert.NotNull(await known.FindAsync(id, Given.Token));
        }

        Assert.Equal([1, .. Enumerable.Repeat(0, 29)], containers.Select(container => container.Reads));
        Assert.Null(await known.FindAsync(Ids(1, seed: 5)[0], Given.Token));
        Assert.All(containers, container => Assert.Equal(1, container.Reads));
    }

    [Fact]
    public async Task Known_AsksForAList_ReadsNothing()
    {
        var list = new ChunkEntry(Ids(1, seed: 6)[0], default, 0, 64);
        var container = new Container(Ids(10, seed: 7));
        using var known = new KnownChunks([container], [list, list], new ChunkTable());

        Assert.Equal(list, await known.FindAsync(list.Id, Given.Token));
        Assert.Equal(0, container.Reads);
    }

    private static ChunkId[] Ids(int count, int seed)
    {
        var bytes = Given.Random(count * ChunkId.SizeBytes, seed);
        return [.. Enumerable.Range(0, count).Select(index => ChunkId.Read(bytes.AsSpan(index * ChunkId.SizeBytes)))];
    }

    private sealed class Container(ChunkId[] ids) : IChunkContainer
    {
        public int Reads { get; private set; }

        public Task<ReadOnlyMemory<ChunkEntry>> ReadAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return Task.FromResult<ReadOnlyMemory<ChunkEntry>>(
                ids.Select(id => new ChunkEntry(id, default, 0, 1)).ToArray());
        }
    }
}
