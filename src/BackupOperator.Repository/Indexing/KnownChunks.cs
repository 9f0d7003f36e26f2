using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Indexing;

/// <summary>Finds chunks that are stored already: those of the base, and those of an earlier attempt. Safe to call
/// concurrently.</summary>
/// <remarks>
/// Memory is bounded: a <see cref="ChunkTable"/> of at most 25 MB and the few containers used last, of at most 0.7 MB
/// each. A chunk that is not found is stored again, which costs space and no correctness. What cannot be read is left
/// out for the same reason.
/// </remarks>
internal sealed class KnownChunks(IReadOnlyList<IChunkContainer> containers, ChunkTable table) : IDisposable
{
    // Streams are written side by side, each walks through lists of its own.
    private const int ContainersKept = 12;

    private readonly SemaphoreSlim _loading = new(1);
    private readonly Lock _lock = new();
    private readonly LinkedList<(int Number, Task<LoadedContainer?> Content)> _recent = [];
    private volatile bool _loaded;

    /// <summary>The chunk of this name, or null.</summary>
    public async ValueTask<ChunkEntry?> FindAsync(ChunkId id, CancellationToken cancellationToken)
    {
        if (!_loaded)
        {
            await LoadAsync(cancellationToken);
        }

        if (!table.IsComplete && FindRecent(id) is { } neighbour)
        {
            return neighbour;
        }

        return table.Find(id) is { } number && await GetAsync(number).WaitAsync(cancellationToken) is { } container
            ? container.Find(id)
            : null;
    }

    public void Dispose() => _loading.Dispose();

    /// <summary>Reads every container once, at the first question: a run that reads nothing new asks none.</summary>
    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            for (var number = 0; !_loaded && number < containers.Count; number++)
            {
                Fill(await ReadAsync(number, cancellationToken), number);
            }

            _loaded = true;
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
        lock (_lock)
        {
            foreach (var (_, content) in _recent)
            {
                if (content.IsCompletedSuccessfully && content.Result?.Find(id) is { } entry)
                {
                    return entry;
                }
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
            var content = Task.Run(() => OpenAsync(number));
            _recent.AddFirst((number, content));
            if (_recent.Count > ContainersKept)
            {
                _recent.RemoveLast();
            }

            return content;
        }
    }

    private async Task<LoadedContainer?> OpenAsync(int number) =>
        await ReadAsync(number, CancellationToken.None) is { IsEmpty: false } entries
            ? new LoadedContainer(entries)
            : null;

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
