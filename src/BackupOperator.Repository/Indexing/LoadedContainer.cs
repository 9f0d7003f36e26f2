using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Indexing;

/// <summary>The entries of one container, by name.</summary>
internal sealed class LoadedContainer
{
    private readonly ReadOnlyMemory<ChunkEntry> _entries;
    private readonly Dictionary<ulong, int> _places;

    public LoadedContainer(ReadOnlyMemory<ChunkEntry> entries)
    {
        _entries = entries;
        _places = new Dictionary<ulong, int>(entries.Length);
        var span = entries.Span;
        for (var place = 0; place < span.Length; place++)
        {
            _places[span[place].Id.A] = place;
        }
    }

    public ChunkEntry? Find(ChunkId id) =>
        _places.TryGetValue(id.A, out var place) && _entries.Span[place].Id == id ? _entries.Span[place] : null;
}
