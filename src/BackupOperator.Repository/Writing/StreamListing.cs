using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Writing;

/// <summary>Gathers the entries of one stream, in order, and stores full lists as chunks of their own.</summary>
internal sealed class StreamListing(WritePipeline pipeline) : IDisposable
{
    private const int ListBytes = ManifestFormat.EntriesPerList * ChunkEntry.SizeBytes;

    private readonly Queue<ChunkSlot> _waiting = [];
    private readonly List<ChunkSlot> _lists = [];
    private readonly PooledBuffer _list = pipeline.Buffers.Rent(ListBytes);
    private int _used;

    public long Chunks { get; private set; }

    /// <summary>Takes the next chunk of the stream and writes down those that have found their place by now.</summary>
    public async Task AddAsync(ChunkSlot slot, CancellationToken cancellationToken)
    {
        _waiting.Enqueue(slot);
        Chunks++;
        while (_waiting.TryPeek(out var next) && next.IsPlaced)
        {
            await WriteNextAsync(cancellationToken);
        }
    }

    /// <summary>Waits for every chunk to find its place and returns where the lists are.</summary>
    public async Task<IReadOnlyList<ChunkEntry>> CompleteAsync(CancellationToken cancellationToken)
    {
        while (_waiting.Count > 0)
        {
            await WriteNextAsync(cancellationToken);
        }

        await StoreListAsync(cancellationToken);
        var entries = new List<ChunkEntry>(_lists.Count);
        foreach (var list in _lists)
        {
            entries.Add(await list.PlacedAsync(cancellationToken));
        }

        return entries;
    }

    public void Dispose() => _list.Dispose();

    private async Task WriteNextAsync(CancellationToken cancellationToken)
    {
        var entry = await _waiting.Dequeue().PlacedAsync(cancellationToken);
        entry.Write(_list.Span[_used..]);
        _used += ChunkEntry.SizeBytes;
        if (_used == ListBytes)
        {
            await StoreListAsync(cancellationToken);
        }
    }

    private async Task StoreListAsync(CancellationToken cancellationToken)
    {
        if (_used == 0)
        {
            return;
        }

        var draft = new FrameDraft(pipeline.Buffers.Rent(_used));
        _lists.Add(draft.Append(_list.Span[.._used]));
        _used = 0;
        await pipeline.SubmitAsync(draft, cancellationToken);
    }
}
