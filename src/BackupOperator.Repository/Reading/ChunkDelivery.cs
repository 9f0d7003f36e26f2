using System.Threading.Channels;
using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Reading;

/// <summary>Brings wanted chunks to a sink: one planner in the order of the stream, several workers behind it.</summary>
internal sealed class ChunkDelivery<T> : IAsyncDisposable
    where T : class
{
    private readonly SegmentFetcher _fetcher;
    private readonly IChunkSink<T> _sink;
    private readonly Channel<(Segment Segment, List<T> Targets)> _planned;
    private readonly CancellationTokenSource _stop = new();
    private readonly int _parallelism;

    public ChunkDelivery(SegmentFetcher fetcher, IChunkSink<T> sink, int parallelism)
    {
        _fetcher = fetcher;
        _sink = sink;
        _parallelism = parallelism;
        _planned = Channel.CreateBounded<(Segment, List<T>)>(parallelism);
    }

    public async Task RunAsync(
        IAsyncEnumerable<ReadOnlyMemory<ChunkEntry>> lists, CancellationToken cancellationToken)
    {
        await using var ending = cancellationToken.Register(_stop.Cancel);
        var workers = new Task[_parallelism];
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
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PlanAsync(IAsyncEnumerable<ReadOnlyMemory<ChunkEntry>> lists)
    {
        var plan = new SegmentPlan();
        var targets = new List<T>();
        await foreach (var list in lists)
        {
            for (var index = 0; index < list.Length; index++)
            {
                var entry = list.Span[index];
                if (await _sink.PlanAsync(entry.Length, _stop.Token) is not { } target)
                {
                    continue;
                }

                if (plan.Add(entry) is { } full)
                {
                    await _planned.Writer.WriteAsync((full, targets), _stop.Token);
                    targets = [];
                }

                targets.Add(target);
            }
        }

        if (plan.Complete() is { } last)
        {
            await _planned.Writer.WriteAsync((last, targets), _stop.Token);
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var (segment, targets) in _planned.Reader.ReadAllAsync(_stop.Token))
            {
                await _fetcher.DeliverAsync(
                    segment, (index, content) => _sink.Write(targets[index], content), _stop.Token);
            }
        }
        catch
        {
            await _stop.CancelAsync();
            throw;
        }
    }
}
