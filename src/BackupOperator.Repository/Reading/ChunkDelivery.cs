using System.Threading.Channels;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Reading;

/// <summary>Brings wanted chunks to a sink: one planner in the order of the stream, several workers behind it.</summary>
internal sealed class ChunkDelivery<T> : IAsyncDisposable
    where T : class
{
    private readonly SegmentFetcher _fetcher;
    private readonly IChunkSink<T> _sink;
    private readonly Channel<PlannedSegment<T>> _planned;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _writing;
    private readonly int _requests;

    public ChunkDelivery(SegmentFetcher fetcher, IChunkSink<T> sink, int parallelism)
    {
        _fetcher = fetcher;
        _sink = sink;
        _writing = new SemaphoreSlim(parallelism);
        _requests = parallelism * SegmentFetcher.RequestsPerWorker;
        _planned = Channel.CreateBounded<PlannedSegment<T>>(parallelism);
    }

    public async Task RunAsync(
        IAsyncEnumerable<ReadOnlyMemory<ChunkEntry>> lists, CancellationToken cancellationToken)
    {
        await using var ending = cancellationToken.Register(_stop.Cancel);
        var workers = new Task[_requests];
        for (var number = 0; number < workers.Length; number++)
        {
            workers[number] = Task.Run(WorkAsync, CancellationToken.None);
        }

        Exception? failure = null;
        try
        {
            await PlanAsync(lists);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        _planned.Writer.Complete(failure);
        try
        {
            await Task.WhenAll(workers);
        }
        catch (Exception exception) when (failure is OperationCanceledException or null)
        {
            // The planner was stopped because a worker failed: that is the cause.
            throw workers.FirstOrDefault(worker => worker.IsFaulted)?.Exception?.InnerException ?? exception;
        }
    }

    public ValueTask DisposeAsync()
    {
        _writing.Dispose();
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PlanAsync(IAsyncEnumerable<ReadOnlyMemory<ChunkEntry>> lists)
    {
        var window = new SegmentWindow<T>();
        await foreach (var list in lists)
        {
            for (var index = 0; index < list.Length; index++)
            {
                var entry = list.Span[index];
                if (await _sink.PlanAsync(entry.Length, _stop.Token) is { } target
                    && window.Add(entry, target) is { } full)
                {
                    await _planned.Writer.WriteAsync(full, _stop.Token);
                }
            }
        }

        foreach (var planned in window.Complete())
        {
            await _planned.Writer.WriteAsync(planned, _stop.Token);
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var planned in _planned.Reader.ReadAllAsync(_stop.Token))
            {
                using var stored = await _fetcher.ReadAsync(planned.Segment, _stop.Token);
                await WriteAsync(planned, stored);
            }
        }
        catch
        {
            await _stop.CancelAsync();
            throw;
        }
    }

    private async Task WriteAsync(PlannedSegment<T> planned, PooledBuffer stored)
    {
        await _writing.WaitAsync(_stop.Token);
        try
        {
            _fetcher.Open(
                planned.Segment, stored.Span, (index, content) => _sink.Write(planned.Targets[index], content));
        }
        finally
        {
            _writing.Release();
        }
    }
}
