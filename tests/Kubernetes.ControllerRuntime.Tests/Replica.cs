using System.Diagnostics;
using Kubernetes.Client;
using Kubernetes.ControllerRuntime.Leadership;
using Kubernetes.ControllerRuntime.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kubernetes.ControllerRuntime.Tests;

/// <summary>One candidate for a lease, whose work notes when it may run.</summary>
internal sealed class Replica(IKubernetesClient client, string identity) : IDisposable
{
    private readonly TaskCompletionSource leading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();
    private Task run = Task.CompletedTask;

    public LeaderElectionOptions Options { get; } = new()
    {
        Identity = identity,
        LeaseName = "test",
        LeaseDuration = TimeSpan.FromSeconds(6),
        RenewDeadline = TimeSpan.FromSeconds(3),
        RetryPeriod = TimeSpan.FromSeconds(0.5),
    };

    public Task Leading => leading.Task;

    public Task Lost => lost.Task;

    public TimeSpan LeadsSince { get; private set; }

    public TimeSpan EndedAt { get; private set; }

    public void Start()
    {
        var elector = new LeaderElector(client, Options, Given.Metrics(), TimeProvider.System, NullLogger<LeaderElector>.Instance);
        run = elector.RunAsync(WorkAsync, stopping.Token);
    }

    /// <summary>Waits until some replica has asked for the lease after now.</summary>
    public static async Task TriedAsync(InMemoryClient server, CancellationToken cancellationToken)
    {
        var asked = 0;
        var tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Before = verb =>
        {
            // Each replica reads once in a retry period: after six reads every one has had its turn.
            if (verb == "get Lease" && Interlocked.Increment(ref asked) == 6)
            {
                tried.TrySetResult();
            }

            return Task.CompletedTask;
        };
        await tried.Task.WaitAsync(cancellationToken);
    }

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await run;
    }

    public void Dispose() => stopping.Dispose();

    private async Task WorkAsync(CancellationToken stop, CancellationToken lostToken)
    {
        LeadsSince = Stopwatch.GetElapsedTime(0);
        leading.TrySetResult();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop, lostToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        EndedAt = Stopwatch.GetElapsedTime(0);
        if (lostToken.IsCancellationRequested)
        {
            lost.TrySetResult();
        }
    }
}
