using BackupOperator.Api.Executions;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Executions;

/// <summary>Each request of a whole run fails once, before or after its effect; the manager is restarted and goes on.</summary>
public sealed class ExecutionFaultTests
{
    private static readonly string[] Jobs = ["manual-backup-orders-1", "manual-backup-users-1", "manual-check-1", "manual-commit-1"];

    [Theory]
    [InlineData("BeforeEffect", true)]
    [InlineData("BeforeEffect", false)]
    [InlineData("AfterEffect", true)]
    [InlineData("AfterEffect", false)]
    public async Task Run_AnyOneRequestFails_EndsWithTheSameBackupAndNoSecondJob(string kind, bool loseStatus)
    {
        var fault = Enum.Parse<Fault>(kind);
        var requests = await CountRequestsAsync();
        Assert.InRange(requests, 30, 400);
        for (var failing = 0; failing < requests; failing++)
        {
            await RunWithFaultAsync(failing, fault, loseStatus);
        }
    }

    [Fact]
    public async Task Run_TwoManagersOnEveryPass_StartNoSecondJob()
    {
        var world = new World("orders", "users");
        world.Cluster.Put(Given.Execution());
        for (var round = 0; round < 40 && !world.Manual.Status.IsTerminal; round++)
        {
            // Both act on what they saw before the other did anything.
            var (seen, copy) = (world.Cluster.Copy(world.Manual), world.Cluster.Copy(world.Manual));
            await world.NewExecutionController().ReconcileAsync(copy, TestContext.Current.CancellationToken);
            await world.Executions.OnceAsync("manual");
            await world.Cluster.PatchStatusAsync(seen, copy, TestContext.Current.CancellationToken);
            world.Agents.Finish();
        }

        Assert.Equal(ExecutionPhase.Succeeded, world.Manual.Status.Phase);
        Assert.Equal(Jobs, world.Agents.Started.Order(StringComparer.Ordinal));
        Assert.Equal(1, world.Manual.Status.FencingToken);
    }

    private static async Task<int> CountRequestsAsync()
    {
        var world = new World("orders", "users");
        world.Cluster.Put(Given.Execution());
        await world.RunAsync();
        await world.SettleAsync();
        return world.Cluster.Requests.Count;
    }

    private static async Task RunWithFaultAsync(int failing, Fault fault, bool loseStatus)
    {
        var world = new World("orders", "users");
        world.Cluster.Put(Given.Execution());
        var crashed = false;
        world.Cluster.Faults = request =>
        {
            // A manager that is killed writes no status after the request that killed it.
            var dead = crashed && loseStatus && request.StartsWith("patch status", StringComparison.Ordinal);
            var hit = world.Cluster.Requests.Count == failing;
            crashed = (crashed || hit) && !dead;
            return hit ? fault : dead ? Fault.BeforeEffect : null;
        };

        for (var round = 0; round < 60 && !world.Manual.Status.IsTerminal; round++)
        {
            await PassAsync(world);
            world.Agents.Finish();
        }

        await PassAsync(world);
        var lease = world.Cluster.Find<V1Lease>("backup-nightly");
        Assert.True(world.Manual.Status.Phase is ExecutionPhase.Succeeded, $"request {failing}: {world.Cluster.Requests[failing]}");
        Assert.Equal(Jobs, world.Agents.Started.Order(StringComparer.Ordinal));
        Assert.Equal((1L, 1), (world.Manual.Status.FencingToken!.Value, lease!.Spec!.LeaseTransitions!.Value));
    }

    private static async Task PassAsync(World world)
    {
        try
        {
            await world.SettleAsync();
        }
        catch (KubernetesException)
        {
            // The runtime tries again.
        }
    }
}
