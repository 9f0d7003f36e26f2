using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Indexing;

/// <summary>The entries of one container, by name. Safe to call concurrently.</summary>
/// <remarks>Ordered by the first one who asks: most containers are read for the table alone.</remarks>
internal sealed class LoadedContainer(ReadOnlyMemory<ChunkEntry> entries)
{
    private readonly Lazy<Dictionary<ulong, int>> _places = new(() => PlacesOf(entries.Span));

    public ChunkEntry? Find(ChunkId id) =>
        _places.Value.TryGetValue(id.A, out var place) && entries.Span[place].Id == id ? entries.Span[place] : null;

    private static Dictionary<ulong, int> PlacesOf(ReadOnlySpan<ChunkEntry> entries)
    {
        var places = new Dictionary<ulong, int>(entries.Length);
        for (var place = 0; place < entries.Length; place++)
        {
            places[entries[place].Id.A] = place;
        }

        return places;
    }
}
