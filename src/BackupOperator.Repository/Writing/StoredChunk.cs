using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Writing;

/// <summary>A chunk of this run: named at once, placed when the packer has sealed its frame.</summary>
internal sealed class StoredChunk(ChunkId id, int length)
{
    private readonly TaskCompletionSource<ChunkEntry> _placed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChunkId Id => id;

    public int Length => length;

    public Task<ChunkEntry> Placed => _placed.Task;

    public void Place(in FramePlace frame, int offset) =>
        _placed.TrySetResult(new ChunkEntry(id, frame, offset, length));
}
