using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Indexing;

/// <summary>Finds chunks that are stored already: those of the base, and those of an earlier attempt. Safe to call
/// concurrently.</summary>
/// <remarks>
/// Containers are read, few at first and then more, until a chunk is found: who asks for nothing new reads next to
/// nothing, who asks for something new has read them all. Memory is bounded: a <see cref="ChunkTable"/> of at most 25 MB,
/// the few containers used last, of at most 0.7 MB each, and the names of the chunk lists (100 bytes for 4 GB of
/// content). A chunk that is not found is stored again, which costs space and no correctness. What cannot be read is left
/// out for the same reason.
/// </remarks>
internal sealed class KnownChunks : IDisposable
{
    private const int ReadAtOnce = 8;

    private readonly IReadOnlyList<IChunkContainer> _containers;
    private readonly Dictionary<ChunkId, ChunkEntry> _lists = [];
    private readonly ChunkTable _table;
    private readonly RecentContainers _recent;
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Lock _lock = new();
    private volatile int _loaded;

    /// <param name="containers">In the order in which they are read: those that are asked for most first.</param>
    /// <param name="lists">The chunks that chunk lists themselves are: known without reading anything.</param>
    /// <param name="table">Empty; filled here.</param>
    public KnownChunks(
        IReadOnlyList<IChunkContainer> containers, IEnumerable<ChunkEntry> lists, ChunkTable table)
    {
        _containers = containers;
        _table = table;
        _recent = new RecentContainers(number => ReadAsync(number, CancellationToken.None));
        foreach (var list in lists)
        {
            // Two lists of equal content are one chunk.
            _lists.TryAdd(list.Id, list);
        }
    }

    /// <summary>The chunk of this name, or null.</summary>
    public async ValueTask<ChunkEntry?> FindAsync(ChunkId id, CancellationToken cancellationToken)
    {
        if (_lists.TryGetValue(id, out var list))
        {
            return list;
        }

        while (true)
        {
            var asked = _loaded;
            if (await FindLoadedAsync(id, cancellationToken) is { } entry)
            {
                return entry;
            }

            if (asked == _containers.Count)
            {
                return null;
            }

            await LoadMoreAsync(asked, cancellationToken);
        }
    }

    public void Dispose() => _loading.Dispose();

    private async ValueTask<ChunkEntry?> FindLoadedAsync(ChunkId id, CancellationToken cancellationToken)
    {
        if (!_table.IsComplete && _recent.Find(id) is { } neighbour)
        {
            return neighbour;
        }

        int? number;
        lock (_lock)
        {
            number = _table.Find(id);
        }

        return number is { } known && await _recent.GetAsync(known).WaitAsync(cancellationToken) is { } container
            ? container.Find(id)
            : null;
    }

    /// <param name="asked">How many had been read when the chunk was not found.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    private async Task LoadMoreAsync(int asked, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_loaded > asked)
            {
                return;
            }

            var count = Math.Min(Math.Clamp(asked, 1, ReadAtOnce), _containers.Count - asked);
            var reads = Enumerable.Range(asked, count).Select(number => ReadAsync(number, cancellationToken));
            var read = await Task.WhenAll(reads);
            for (var index = 0; index < count; index++)
            {
                Fill(read[index], asked + index);
            }

            _loaded = asked + count;
        }
        finally
        {
            _loading.Release();
        }
    }

    private void Fill(ReadOnlyMemory<ChunkEntry> entries, int number)
    {
        _recent.Add(number, entries);
        lock (_lock)
        {
            foreach (ref readonly var entry in entries.Span)
            {
                _table.Add(entry.Id, number);
            }
        }
    }

    private async Task<ReadOnlyMemory<ChunkEntry>> ReadAsync(int number, CancellationToken cancellationToken)
    {
        try
        {
            return await _containers[number].ReadAsync(cancellationToken);
        }
        catch (IntegrityException)
        {
            return default;
        }
    }
}
