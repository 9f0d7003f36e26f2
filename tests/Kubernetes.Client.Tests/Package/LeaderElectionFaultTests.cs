using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using Kubernetes.Client.Tests.Environment;

namespace Kubernetes.Client.Tests.Package;

/// <summary>Why leadership is decided by Kubernetes.ControllerRuntime and not by the package.</summary>
public sealed class LeaderElectionFaultTests
{
    private const int Tries = 3;

    [Fact]
    public async Task Lease_ThatItsHolderGaveUp_IsNeverTakenByThePackage()
    {
        var tried = new TaskCompletionSource();
        var creations = 0;
        using var server = new StandInServer(async context =>
        {
            if (context.Request.HttpMethod == "GET")
            {
                // As a manager of ours leaves it when it ends: without a holder.
                await StandInServer.WriteAsync(context, 200, """
                    {"metadata":{"name":"lease","namespace":"mine","resourceVersion":"7"},
                     "spec":{"leaseDurationSeconds":1,"renewTime":"2026-01-02T02:04:05.000000Z","leaseTransitions":3}}
                    """);
                return;
            }

            if (context.Request.HttpMethod == "POST" && Interlocked.Increment(ref creations) >= Tries)
            {
                tried.TrySetResult();
            }

            await StandInServer.WriteAsync(context, 409, """{"kind":"Status","reason":"AlreadyExists","code":409}""");
        });
        using var package = RequestFaultTests.Package(server);
        var election = new LeaderElector(new LeaderElectionConfig(new LeaseLock(package, "mine", "lease", "new"))
        {
            RetryPeriod = TimeSpan.FromMilliseconds(20),
        });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var running = election.RunUntilLeadershipLostAsync(end.Token);
        await tried.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await end.CancelAsync();
        await Record.ExceptionAsync(() => running);

        Assert.False(election.IsLeader());
        // It creates what exists instead of changing it.
        Assert.DoesNotContain(server.Requests, request => request.StartsWith("PUT", StringComparison.Ordinal) || request.StartsWith("PATCH", StringComparison.Ordinal));
    }
}
