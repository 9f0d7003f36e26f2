using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Leadership;
using Microsoft.Extensions.Hosting;

namespace Kubernetes.ControllerRuntime.Hosting;

/// <summary>Runs an operator: watches on every replica, work on the one that leads.</summary>
/// <remarks>At shutdown no pass begins any more, those in hand end or are cancelled in bounded time, then the lease is
/// released; the watches go last.</remarks>
internal sealed class OperatorService(
    IEnumerable<ISharedWatch> watches,
    IEnumerable<IKindRunner> runners,
    LeaderElector elector,
    OperatorOptions options,
    TimeProvider time) : BackgroundService
{
    private readonly IReadOnlyList<IKindRunner> runners = [.. runners];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var unneeded = new CancellationTokenSource();
        var watching = Task.WhenAll(watches.Select(watch => watch.RunAsync(unneeded.Token)));
        try
        {
            await (options.LeaderElection.Enabled
                ? elector.RunAsync(WorkAsync, stoppingToken)
                : WorkAsync(stoppingToken, CancellationToken.None));
        }
        finally
        {
            await unneeded.CancelAsync();
            await watching;
        }
    }

    private async Task WorkAsync(CancellationToken stopping, CancellationToken lost)
    {
        using var taking = CancellationTokenSource.CreateLinkedTokenSource(stopping, lost);
        var synced = Task.WhenAll(watches.Select(watch => watch.Synced)).WaitAsync(taking.Token);
        await synced.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!synced.IsCompletedSuccessfully)
        {
            return;
        }

        using var abandon = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var loss = lost.Register(abandon.Cancel);
        await using var limit = stopping.Register(() => abandon.CancelAfter(options.ShutdownTimeout));
        await Task.WhenAll(runners.Select(runner => runner.RunAsync(stopping, abandon.Token)));
    }
}
