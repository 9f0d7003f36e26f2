using System.Runtime.InteropServices;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Writing;

/// <summary>Gathers the entries of one stream, in order, and stores full lists as chunks of their own.</summary>
/// <remarks>A list ends where the name of a chunk says so, as a chunk ends where its content does: what is inserted
/// into a stream changes the lists near it, and the others are found again. One thread at a time.</remarks>
internal sealed class StreamListing(WritePipeline pipeline) : IDisposable
{
    private const int ListBytes = ManifestFormat.MostEntriesPerList * ChunkEntry.SizeBytes;

    // One name in 4,096 ends a list, not before 256 entries: lists of 4,300 entries in the mean.
    private const ulong EndMask = 4096 - 1;
    private const int FewestListBytes = 256 * ChunkEntry.SizeBytes;

    private readonly Queue<Part> _waiting = [];
    private readonly List<FrameDraft> _lists = [];
    private readonly PooledBuffer _list = pipeline.Buffers.Rent(ListBytes);
    private readonly StreamDigest _digest = new();
    private int _used;

    /// <summary>Takes the next chunks of the stream and writes down those that have found their place by now.</summary>
    public async ValueTask AddAsync(FrameDraft draft, CancellationToken cancellationToken)
    {
        _waiting.Enqueue(new Part(draft, default));
        await WriteReadyAsync(cancellationToken);
    }

    /// <summary>Takes over chunks of the base.</summary>
    public async ValueTask AddAsync(ReadOnlyMemory<ChunkEntry> references, CancellationToken cancellationToken)
    {
        await WriteReadyAsync(cancellationToken);
        if (_waiting.Count > 0)
        {
            // They stand behind chunks that are on their way; the caller's memory is not ours for so long.
            _waiting.Enqueue(new Part(null, references.ToArray()));
            return;
        }

        await WriteReferencesAsync(references, cancellationToken);
    }

    /// <summary>Waits for every chunk to find its place, stores the lists and describes the stream.</summary>
    public async Task<ManifestStream> CompleteAsync(string name, CancellationToken cancellationToken)
    {
        while (_waiting.TryDequeue(out var part))
        {
            await WriteAsync(part, cancellationToken);
        }

        await StoreListAsync(cancellationToken);
        var lists = new List<ChunkEntry>(_lists.Count);
        foreach (var list in _lists)
        {
            await list.Packed.WaitAsync(cancellationToken);
            await list.Chunks[0].PlacedAsync().WaitAsync(cancellationToken);
            lists.Add(list.Chunks[0].Entry);
        }

        return new ManifestStream(name, _digest.LengthBytes, _digest.Complete(), _digest.Chunks, lists);
    }

    public void Dispose()
    {
        _list.Dispose();
        _digest.Dispose();
    }

    private async ValueTask WriteReadyAsync(CancellationToken cancellationToken)
    {
        while (_waiting.TryPeek(out var next) && next.IsReady)
        {
            _waiting.Dequeue();
            await WriteAsync(next, cancellationToken);
        }
    }

    private async ValueTask WriteAsync(Part part, CancellationToken cancellationToken)
    {
        if (part.Draft is not { } draft)
        {
            await WriteReferencesAsync(part.References, cancellationToken);
            return;
        }

        await draft.Packed.WaitAsync(cancellationToken);
        foreach (var chunk in draft.Chunks)
        {
            if (!chunk.IsPlaced)
            {
                await chunk.PlacedAsync().WaitAsync(cancellationToken);
            }

            if (Write(chunk.Entry))
            {
                await StoreListAsync(cancellationToken);
            }
        }
    }

    private async ValueTask WriteReferencesAsync(
        ReadOnlyMemory<ChunkEntry> references, CancellationToken cancellationToken)
    {
        for (var index = 0; index < references.Length; index++)
        {
            ref readonly var entry = ref references.Span[index];
            pipeline.Packs.Use(entry.Frame.PackNumber);
            if (Write(entry))
            {
                await StoreListAsync(cancellationToken);
            }
        }
    }

    /// <summary>Writes an entry down and says whether the list ends with it.</summary>
    private bool Write(in ChunkEntry entry)
    {
        entry.Write(_list.Span[_used..]);
        _used += ChunkEntry.SizeBytes;
        _digest.Add(entry.Id, entry.Length);
        pipeline.Packs.Count(entry.Frame.PackNumber, entry.Length);
        return _used == ListBytes || (_used >= FewestListBytes && (entry.Id.D & EndMask) == 0);
    }

    private async Task StoreListAsync(CancellationToken cancellationToken)
    {
        if (_used == 0)
        {
            return;
        }

        var draft = new FrameDraft(pipeline.Buffers.Rent(_used));
        draft.Append(_list.Span[.._used]);
        _used = 0;
        _lists.Add(draft);
        await pipeline.SubmitAsync(draft, cancellationToken);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Part(FrameDraft? Draft, ReadOnlyMemory<ChunkEntry> References)
    {
        public bool IsReady => Draft?.Packed.IsCompletedSuccessfully != false;
    }
}
