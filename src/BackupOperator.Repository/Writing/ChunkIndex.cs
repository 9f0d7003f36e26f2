using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Writing;

/// <summary>The chunks that a run knows, so that a repeated one is stored once. Safe to call concurrently.</summary>
/// <remarks>Bounded: the oldest are forgotten, and a forgotten chunk is stored again,
/// which costs space and no correctness.</remarks>
internal sealed class ChunkIndex(int capacity = ChunkIndex.DefaultCapacity)
{
    // About 64 GB of content and 20 MB of memory.
    private const int DefaultCapacity = 65_536;

    private readonly Lock _lock = new();
    private readonly Dictionary<ChunkId, StoredChunk> _chunks = [];
    private readonly Queue<ChunkId> _order = [];

    /// <summary>The chunk of this name; <paramref name="added"/> tells whether the caller has to store it.</summary>
    public StoredChunk GetOrAdd(ChunkId id, int length, out bool added)
    {
        lock (_lock)
        {
            if (_chunks.TryGetValue(id, out var known))
            {
                added = false;
                return known;
            }

            if (_order.Count == capacity)
            {
                _chunks.Remove(_order.Dequeue());
            }

            added = true;
            var chunk = new StoredChunk(id, length);
            _chunks.Add(id, chunk);
            _order.Enqueue(id);
            return chunk;
        }
    }
}
