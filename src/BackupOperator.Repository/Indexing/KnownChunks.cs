using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Indexing;

/// <summary>Finds chunks that are stored already: those of the base, and those of an earlier attempt. Safe to call
/// concurrently.</summary>
/// <remarks>
/// Containers are read, few at first and then more, until a chunk is found: who asks for nothing new reads next to
/// nothing, who asks for something new has read them all. Memory is bounded: a <see cref="ChunkTable"/> of at most 25 MB,
/// the few containers used last, of at most 0.7 MB each, and the names of the chunk lists (100 bytes for 4 GB of content).
/// A chunk that is not found is stored again, which costs space and no correctness. What cannot be read is left out for
/// the same reason.
/// </remarks>
/// <param name="containers">In the order in which they are read: those that are asked for most first.</param>
/// <param name="lists">The chunks that chunk lists themselves are: known without reading anything.</param>
/// <param name="table">Empty; filled here.</param>
internal sealed class KnownChunks(
    IReadOnlyList<IChunkContainer> containers, IEnumerable<ChunkEntry> lists, ChunkTable table) : IDisposable
{
    // Streams are written side by side, each walks through lists of its own.
    private const int ContainersKept = 12;
    private const int ReadAtOnce = 8;

    private readonly Dictionary<ChunkId, ChunkEntry> _lists = ById(lists);
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Lock _lock = new();
    private readonly LinkedList<(int Number, Task<LoadedContainer?> Content)> _recent = [];
    private volatile int _loaded;

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

            if (asked == containers.Count)
            {
                return null;
            }

            await LoadMoreAsync(asked, cancellationToken);
        }
    }

    public void Dispose() => _loading.Dispose();

    // Two lists of equal content are one chunk.
    private static Dictionary<ChunkId, ChunkEntry> ById(IEnumerable<ChunkEntry> lists)
    {
        var byId = new Dictionary<ChunkId, ChunkEntry>();
        foreach (var list in lists)
        {
            byId.TryAdd(list.Id, list);
        }

        return byId;
    }

    private async ValueTask<ChunkEntry?> FindLoadedAsync(ChunkId id, CancellationToken cancellationToken)
    {
        int? number;
        lock (_lock)
        {
            if (!table.IsComplete && FindRecent(id) is { } neighbour)
            {
                return neighbour;
            }

            number = table.Find(id);
        }

        return number is { } known && await GetAsync(known).WaitAsync(cancellationToken) is { } container
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

            var count = Math.Min(Math.Clamp(asked, 1, ReadAtOnce), containers.Count - asked);
            var reads = Enumerable.Range(asked, count).Select(number => ReadAsync(number, cancellationToken));
            var read = await Task.WhenAll(reads);
            lock (_lock)
            {
                for (var index = 0; index < count; index++)
                {
                    Fill(read[index], asked + index);
                    Remember(asked + index, Task.FromResult(Open(read[index])));
                }
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
        foreach (ref readonly var entry in entries.Span)
        {
            table.Add(entry.Id, number);
        }
    }

    private ChunkEntry? FindRecent(ChunkId id)
    {
        foreach (var (_, content) in _recent)
        {
            if (content.IsCompletedSuccessfully && content.Result?.Find(id) is { } entry)
            {
                return entry;
            }
        }

        return null;
    }

    private Task<LoadedContainer?> GetAsync(int number)
    {
        lock (_lock)
        {
            for (var node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Number == number)
                {
                    _recent.Remove(node);
                    _recent.AddFirst(node);
                    return node.Value.Content;
                }
            }

            // Nobody's cancellation may spoil it for the others who wait for the same container.
            var content = Task.Run(async () => Open(await ReadAsync(number, CancellationToken.None)));
            Remember(number, content);
            return content;
        }
    }

    private void Remember(int number, Task<LoadedContainer?> content)
    {
        _recent.AddFirst((number, content));
        if (_recent.Count > ContainersKept)
        {
            _recent.RemoveLast();
        }
    }

    private static LoadedContainer? Open(ReadOnlyMemory<ChunkEntry> entries) =>
        entries.IsEmpty ? null : new LoadedContainer(entries);

    private async Task<ReadOnlyMemory<ChunkEntry>> ReadAsync(int number, CancellationToken cancellationToken)
    {
        try
        {
            return await containers[number].ReadAsync(cancellationToken);
        }
        catch (IntegrityException)
        {
            return default;
        }
    }
}
