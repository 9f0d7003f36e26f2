using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Indexing;

namespace BackupOperator.Repository.Writing;

/// <summary>The chunks that a run knows, so that a repeated one is stored once. Safe to call concurrently.</summary>
/// <remarks>Bounded: of this run's own chunks the oldest are forgotten, and a forgotten chunk is stored again, which
/// costs space and no correctness. Those of earlier runs are found through <see cref="KnownChunks"/>.</remarks>
internal sealed class ChunkIndex(KnownChunks? known, PackTable packs, int capacity = ChunkIndex.DefaultCapacity)
{
    // About 64 GB of content and 12 MB of memory.
    private const int DefaultCapacity = 65_536;

    private readonly Lock _lock = new();
    private readonly Dictionary<ChunkId, StoredChunk> _chunks = [];
    private readonly Queue<ChunkId> _order = [];

    /// <summary>The chunk of this name, and whether the caller has to store it.</summary>
    public async ValueTask<(StoredChunk Chunk, bool IsNew)> GetOrAddAsync(
        ChunkId id, int length, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_chunks.TryGetValue(id, out var present))
            {
                return (present, false);
            }
        }

        var found = known is null ? null : await known.FindAsync(id, cancellationToken);
        if (found is { } entry && entry.Length == length)
        {
            packs.Use(entry.Frame.PackNumber);
            return Add(new StoredChunk(entry), isNew: false);
        }

        return Add(new StoredChunk(id, length), isNew: true);
    }

    private (StoredChunk Chunk, bool IsNew) Add(StoredChunk chunk, bool isNew)
    {
        lock (_lock)
        {
            // Another worker met the same chunk between the look and now.
            if (_chunks.TryGetValue(chunk.Id, out var present))
            {
                return (present, false);
            }

            if (_order.Count == capacity)
            {
                _chunks.Remove(_order.Dequeue());
            }

            _chunks.Add(chunk.Id, chunk);
            _order.Enqueue(chunk.Id);
            return (chunk, isNew);
        }
    }
}
