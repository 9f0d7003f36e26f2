using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Indexing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Writing;

/// <summary>Assembles the stages: drafts → workers (read, hash, compress) → packer (seal, pack) → uploaders.</summary>
/// <remarks>
/// A draft goes to the workers and, at the same time, into the packer's queue, so that workers run side by side and
/// packs still hold the order of the source. The packer's queue is the bounded one; the first failure anywhere ends all
/// stages.
/// </remarks>
internal sealed class WritePipeline : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<FrameDraft> _work = Channel.CreateUnbounded<FrameDraft>();
    private readonly Channel<FrameDraft> _ordered;
    private readonly Channel<SealedPack> _full = Channel.CreateBounded<SealedPack>(1);
    private readonly SemaphoreSlim _submitting = new(1);
    private readonly SemaphoreSlim _room;
    private readonly KnownChunks? _known;
    private readonly ChunkIndex _index;
    private readonly Uploader _uploader;
    private readonly Packer _packer;
    private readonly Task _stages;
    private Exception? _failure;

    public WritePipeline(IObjectStore store, WritePipelineParts parts, SourceWriterOptions options)
    {
        Keys = parts.Keys;
        Chunker = parts.Chunker;
        Packs = parts.Packs;
        Buffers = parts.Buffers;
        Meter = new WriteMeter(options.Progress);
        _known = parts.Known;
        _index = new ChunkIndex(_known, Packs);

        // Frames differ in the time that they take: some ahead of the packer keep the workers busy.
        _ordered = Channel.CreateBounded<FrameDraft>(options.Parallelism + 2);

        // One pack is being filled while the others are on their way.
        _room = new SemaphoreSlim(options.Parallelism + 1);
        _uploader = new Uploader(store, options, Packs, _room, Meter);
        _packer = new Packer(Keys, parts.Ids, Packs, Buffers, options.PackBytes, _room, _full.Writer);
        var stages = new List<Task> { GuardAsync(PackAllAsync) };
        for (var index = 0; index < options.Parallelism; index++)
        {
            stages.Add(GuardAsync(() => PrepareAllAsync(options)));
            stages.Add(GuardAsync(UploadAllAsync));
        }

        _stages = Task.WhenAll(stages);
    }

    public KeyMaterial Keys { get; }

    public IChunker Chunker { get; }

    public PackTable Packs { get; }

    public BufferPool Buffers { get; }

    public WriteMeter Meter { get; }

    /// <summary>Cancelled when the pipeline fails or is disposed.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Takes over a draft; waits while the stages are busy.</summary>
    /// <param name="draft">Belongs to the pipeline afterwards.</param>
    /// <param name="cancellationToken">Linked with <see cref="Stopping"/> by the caller.</param>
    public async ValueTask SubmitAsync(FrameDraft draft, CancellationToken cancellationToken)
    {
        // Both queues hold the drafts of all streams in the same order, or packer and
        // workers could wait for each other.
        await _submitting.WaitAsync(cancellationToken);
        try
        {
            await _ordered.Writer.WriteAsync(draft, cancellationToken);
            _work.Writer.TryWrite(draft);
        }
        finally
        {
            _submitting.Release();
        }
    }

    /// <summary>Waits until everything is stored.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        _ordered.Writer.TryComplete();
        _work.Writer.TryComplete();
        await _stages.WaitAsync(cancellationToken);
        ThrowIfFailed();
    }

    /// <summary>Rethrows what ended the pipeline: the cause, not the cancellation that followed from it.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _stages.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _packer.Dispose();
        _known?.Dispose();
        _room.Dispose();
        _submitting.Dispose();
        _stop.Dispose();
    }

    private async Task PrepareAllAsync(SourceWriterOptions options)
    {
        using var worker = new FrameWorker(
            Chunker, Keys.Hasher, _index, options.Compression.CreateCompressor(), Buffers, Meter);
        await foreach (var draft in _work.Reader.ReadAllAsync(Stopping))
        {
            draft.Complete(await worker.PrepareAsync(draft, Stopping));
        }
    }

    private async Task PackAllAsync()
    {
        await foreach (var draft in _ordered.Reader.ReadAllAsync(Stopping))
        {
            if (await draft.Prepared.WaitAsync(Stopping) is { } frame)
            {
                Meter.FrameSealed(frame.Content.Length);
                await _packer.PackAsync(frame, Stopping);
            }

            draft.CompletePacking();
        }

        await _packer.FlushAsync(Stopping);
        _full.Writer.Complete();
    }

    private async Task UploadAllAsync()
    {
        await foreach (var pack in _full.Reader.ReadAllAsync(Stopping))
        {
            await _uploader.UploadAsync(pack, Stopping);
        }
    }

    private async Task GuardAsync(Func<Task> stage)
    {
        try
        {
            await Task.Run(stage);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
            await _stop.CancelAsync();
        }
    }
}
