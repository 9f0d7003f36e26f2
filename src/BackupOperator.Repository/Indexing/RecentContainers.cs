using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Indexing;

/// <summary>The containers that were used last, opened; others are read again. Safe to call concurrently.</summary>
/// <param name="read">Reads the entries of the container of a number; none where it cannot be read.</param>
internal sealed class RecentContainers(Func<int, Task<ReadOnlyMemory<ChunkEntry>>> read)
{
    // Streams are written side by side, each walks through lists of its own.
    private const int ContainersKept = 12;

    private readonly Lock _lock = new();
    private readonly LinkedList<(int Number, Task<LoadedContainer?> Content)> _recent = [];

    /// <summary>The chunk of this name in any of them, or null; reads none.</summary>
    public ChunkEntry? Find(ChunkId id)
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

    /// <summary>A container, or null where it cannot be read.</summary>
    public Task<LoadedContainer?> GetAsync(int number)
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
            var content = Task.Run(async () => Open(await read(number)));
            Keep(number, content);
            return content;
        }
    }

    /// <summary>Takes a container that was just read.</summary>
    public void Add(int number, ReadOnlyMemory<ChunkEntry> entries)
    {
        lock (_lock)
        {
            Keep(number, Task.FromResult(Open(entries)));
        }
    }

    private static LoadedContainer? Open(ReadOnlyMemory<ChunkEntry> entries) =>
        entries.IsEmpty ? null : new LoadedContainer(entries);

    private void Keep(int number, Task<LoadedContainer?> content)
    {
        _recent.AddFirst((number, content));
        if (_recent.Count > ContainersKept)
        {
            _recent.RemoveLast();
        }
    }
}
