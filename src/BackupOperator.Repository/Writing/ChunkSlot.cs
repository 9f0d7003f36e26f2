using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Writing;

/// <summary>A place in a stream, filled by a worker with a new chunk or with an equal one
/// that is already known.</summary>
internal sealed class ChunkSlot(int length)
{
    private readonly TaskCompletionSource<StoredChunk> _chunk = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Length => length;

    public bool IsPlaced => _chunk.Task.IsCompletedSuccessfully && _chunk.Task.Result.Placed.IsCompletedSuccessfully;

    public void Assign(StoredChunk chunk) => _chunk.TrySetResult(chunk);

    public async Task<ChunkEntry> PlacedAsync(CancellationToken cancellationToken)
    {
        var chunk = await _chunk.Task.WaitAsync(cancellationToken);
        return await chunk.Placed.WaitAsync(cancellationToken);
    }
}
