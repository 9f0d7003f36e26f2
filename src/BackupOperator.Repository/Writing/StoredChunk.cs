using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Writing;

/// <summary>A chunk that this run knows: placed from the beginning when an earlier run stored it, or when the packer
/// has sealed its frame.</summary>
internal sealed class StoredChunk
{
    private ChunkEntry _entry;
    private volatile bool _placed;
    private TaskCompletionSource? _waiting;

    /// <summary>A new chunk.</summary>
    public StoredChunk(ChunkId id, int length) => _entry = new ChunkEntry(id, default, 0, length);

    /// <summary>One that is in a pack already.</summary>
    public StoredChunk(in ChunkEntry entry)
    {
        _entry = entry;
        _placed = true;
    }

    public ChunkId Id => _entry.Id;

    public int Length => _entry.Length;

    public bool IsPlaced => _placed;

    /// <summary>Where it is; asked for when it is placed.</summary>
    public ref readonly ChunkEntry Entry => ref _entry;

    /// <summary>Ends when the chunk is placed.</summary>
    public Task PlacedAsync()
    {
        if (_placed)
        {
            return Task.CompletedTask;
        }

        // Few chunks are ever waited for: a repeated one whose first copy is still on its way.
        lock (this)
        {
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _placed ? Task.CompletedTask : _waiting.Task;
        }
    }

    public void Place(in FramePlace frame, int offset)
    {
        lock (this)
        {
            _entry = _entry with { Frame = frame, Offset = offset };
            _placed = true;
            _waiting?.TrySetResult();
        }
    }
}
