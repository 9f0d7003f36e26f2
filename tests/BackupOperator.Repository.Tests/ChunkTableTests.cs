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

    [Fact]
    public async Task Neighbours_OfAChunkThatIsFound_AreFoundThoughTheTableLacksThem()
    {
        var ids = Ids(20_000, seed: 3);
        var containers = ids.Chunk(1000).Select(part => (IChunkContainer)new Container(part)).ToList();
        using var known = new KnownChunks(containers, new ChunkTable(capacity: 1024));
        var missed = 0;
        foreach (var id in ids)
        {
            missed += await known.FindAsync(id, Given.Token) is null ? 1 : 0;
        }

        // Of each container only the chunks before its first sampled one: 1 in 32 is.
        Assert.InRange(missed, 1, 20 * 150);
    }

    private static ChunkId[] Ids(int count, int seed)
    {
        var bytes = Given.Random(count * ChunkId.SizeBytes, seed);
        return [.. Enumerable.Range(0, count).Select(index => ChunkId.Read(bytes.AsSpan(index * ChunkId.SizeBytes)))];
    }

    private sealed class Container(ChunkId[] ids) : IChunkContainer
    {
        public Task<ReadOnlyMemory<ChunkEntry>> ReadAsync(CancellationToken cancellationToken) =>
            Task.FromResult<ReadOnlyMemory<ChunkEntry>>(
                ids.Select(id => new ChunkEntry(id, default, 0, 1)).ToArray());
    }
}
