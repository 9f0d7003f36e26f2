using BackupOperator.Repository.Buffers;

namespace BackupOperator.Repository.Writing;

/// <summary>Chunks that will share a frame, on their way to a worker: plaintext that is at hand, or a batch of pieces
/// that the worker reads. Owns its buffer until the worker takes it.</summary>
internal sealed class FrameDraft
{
    private readonly TaskCompletionSource<Frame?> _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _packed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FrameDraft(PooledBuffer content) => Content = content;

    public FrameDraft(IPieceBatch batch) => Batch = batch;

    /// <summary>Null until a worker has read the batch.</summary>
    public PooledBuffer? Content { get; private set; }

    public IPieceBatch? Batch { get; }

    /// <summary>The lengths of the chunks, which lie one after the other.</summary>
    public List<int> Lengths { get; } = [];

    public int Length { get; private set; }

    /// <summary>The chunks, in order; set before <see cref="Packed"/> ends.</summary>
    public IReadOnlyList<StoredChunk> Chunks { get; set; } = [];

    /// <summary>The compressed frame, or null when every chunk was already known.</summary>
    public Task<Frame?> Prepared => _prepared.Task;

    /// <summary>Ends when every new chunk of the draft has its place.</summary>
    public Task Packed => _packed.Task;

    public bool Fits(int length) => Length + length <= Content!.Length;

    public void Append(ReadOnlySpan<byte> chunk)
    {
        chunk.CopyTo(Content!.Span[Length..]);
        Add(chunk.Length);
    }

    /// <summary>Takes the buffer into which the batch will be read.</summary>
    public void Fill(PooledBuffer content) => Content = content;

    /// <summary>Counts a chunk that lies behind the others in the buffer.</summary>
    public void Add(int chunkLength)
    {
        Length += chunkLength;
        Lengths.Add(chunkLength);
    }

    public void Complete(Frame? frame) => _prepared.TrySetResult(frame);

    public void CompletePacking() => _packed.TrySetResult();
}
