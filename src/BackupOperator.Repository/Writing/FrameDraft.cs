using BackupOperator.Repository.Buffers;

namespace BackupOperator.Repository.Writing;

/// <summary>The plaintext of chunks that will share a frame, on its way to a worker. Owns
/// its buffer until a worker takes it.</summary>
internal sealed class FrameDraft(PooledBuffer content)
{
    private readonly TaskCompletionSource<Frame?> _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PooledBuffer Content => content;

    public List<ChunkSlot> Slots { get; } = [];

    public int Length { get; private set; }

    /// <summary>The compressed frame, or null when every chunk was already known.</summary>
    public Task<Frame?> Prepared => _prepared.Task;

    public bool Fits(int length) => Length + length <= content.Length;

    public ChunkSlot Append(ReadOnlySpan<byte> chunk)
    {
        chunk.CopyTo(content.Span[Length..]);
        Length += chunk.Length;
        var slot = new ChunkSlot(chunk.Length);
        Slots.Add(slot);
        return slot;
    }

    public void Complete(Frame? frame) => _prepared.TrySetResult(frame);

    public void Fail(Exception exception) => _prepared.TrySetException(exception);
}
