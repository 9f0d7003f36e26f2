using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.EndToEnd.Tests.Environment;
using Kubernetes.Client.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Failures;

/// <summary>Workers and managers that die in the middle.</summary>
[Collection(OperatorFixture.ChangesInstallation)]
public sealed class InterruptionTests(OperatorFixture @operator)
{
    [Fact]
    public async Task AgentKilled_IsStartedAgain_AndTheRunSucceeds()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "kill", rows: 20_000);
        await using var running = await RunningAsync(tenant);

        await NodeProcesses.KillAsync(await running.PodUidAsync());
        await tenant.ExecutionAsync(running.Execution, found => found.Status.Sources.Any(source => source.Attempt > 1));
        var done = await running.EndAsync();

        Assert.Equal(ExecutionPhase.Succeeded, done.Status.Phase);
        Assert.Equal(IntegrityState.Passed, done.Status.Integrity);
    }

    [Fact]
    public async Task AgentKilledAfterItStoredPacks_DoesNotSendThemAgain()
    {
        // More than a pack must be up before the kill: 60,000 rows are two packs and a piece.
        await using var tenant = await Tenant.CreateAsync(@operator, "resume", rows: 60_000);
        await using var running = await RunningAsync(tenant, bytesPerSecond: 4_000_000);
        await Kubectl.UntilAsync("a stored pack", () => PackBytesAsync(tenant), bytes => bytes > 0);

        await NodeProcesses.KillAsync(await running.PodUidAsync());
        var up = await PackBytesAsync(tenant);
        var done = await running.EndAsync();

        var source = Assert.Single(done.Status.Sources);
        Assert.Equal((ExecutionPhase.Succeeded, IntegrityState.Passed), (done.Status.Phase, done.Status.Integrity));
        Assert.True(source.Attempt > 1);
        Assert.True(
            source.TransferredBytes < source.StoredBytes - (up * 9 / 10),
            $"{source.TransferredBytes} of {source.StoredBytes} bytes were sent although {up} were up");
    }

    [Fact]
    public async Task AgentEvicted_WithoutRetries_FailsTheRunInBoundedTime()
    {
        await @operator.RequireAsync();
        await OperatorFixture.RequireServerAsync(new Version(1, 25), "older Jobs replace an evicted pod instead of counting it as failed");
        await using var tenant = await Tenant.CreateAsync(@operator, "evict", rows: 20_000);
        await using var running = await RunningAsync(tenant, Tenant.NoRetries);

        await running.EvictAsync();
        var failed = await tenant.ExecutionAsync(running.Execution, found => found.Status.IsTerminal);

        Assert.Equal(ExecutionPhase.Failed, failed.Status.Phase);
        Assert.Contains(Tenant.Find(failed.Status.Conditions, ConditionType.Ready)!.Reason, new[] { Reason.AgentLost, Reason.Cancelled });
        Assert.DoesNotContain(await tenant.Store.ListAsync(tenant.Bucket), stored => stored.Key.EndsWith("backup.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CancelledRun_EndsItsAgents_AndLeavesNoBackup()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "cancel", rows: 20_000);
        await using var running = await RunningAsync(tenant);

        await tenant.Kubectl.RunAsync("patch", "backupexecution", running.Execution, "--type", "merge", "--patch", "{\"spec\":{\"cancel\":true}}");
        var cancelled = await tenant.ExecutionAsync(running.Execution, found => found.Status.IsTerminal);

        Assert.Equal(ExecutionPhase.Cancelled, cancelled.Status.Phase);
        await Kubectl.UntilAsync("the end of the agents", () => tenant.Kubectl.NamesAsync("pods", $"{Label.Execution}={running.Execution}"),
            pods => pods.Count == 0);
        Assert.DoesNotContain(await tenant.Store.ListAsync(tenant.Bucket), stored => stored.Key.EndsWith("backup.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ManagerKilledAgainAndAgain_TheRunSucceeds_WithOneJobForEachStep()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "manager", rows: 20_000);
        await using var running = await RunningAsync(tenant);

        foreach (var phase in new[] { ExecutionPhase.Running, ExecutionPhase.Committing, ExecutionPhase.Verifying })
        {
            await tenant.ExecutionAsync(running.Execution, found => found.Status.Phase >= phase);
            await KillManagersAsync();
            running.Hurry();
        }

        var done = await running.EndAsync();

        Assert.Equal(ExecutionPhase.Succeeded, done.Status.Phase);
        Assert.All(done.Status.Sources, source => Assert.Equal(1, source.Attempt));
        Assert.Equal(3, (await tenant.Kubectl.NamesAsync("jobs", $"{Label.Execution}={running.Execution}")).Count);
        await OperatorFixture.ReadyAsync();
    }

    [Fact]
    public async Task TwoManagers_WorkAsOne_AndTheSecondTakesOver()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "two");
        await OperatorFixture.Kubectl.RunAsync("scale", "deployment", "backup-operator", "--replicas", "2");
        await OperatorFixture.ReadyAsync();
        try
        {
            await tenant.ReadyAsync();
            var first = await HolderAsync();
            Assert.Equal(ExecutionPhase.Succeeded, (await tenant.RunAsync()).Status.Phase);

            await OperatorFixture.Kubectl.RunAsync("delete", "pod", first.Split('_')[0], "--grace-period", "0", "--force");
            await Kubectl.UntilAsync("another leader", HolderAsync, holder => holder.Length > 0 && holder != first);
            var done = await tenant.RunAsync();

            Assert.Equal(ExecutionPhase.Succeeded, done.Status.Phase);
            Assert.Equal(3, (await tenant.Kubectl.NamesAsync("jobs", $"{Label.Execution}={done.Metadata.Name}")).Count);
        }
        finally
        {
            await OperatorFixture.Kubectl.RunAsync("scale", "deployment", "backup-operator", "--replicas", "1");
        }
    }

    private static async Task<long> PackBytesAsync(Tenant tenant) => (await tenant.Store.ListAsync(tenant.Bucket))
        .Where(stored => stored.Key.Contains("/packs/", StringComparison.Ordinal)).Sum(stored => stored.Size ?? 0);

    private static Task<string> HolderAsync() =>
        OperatorFixture.Kubectl.RunAsync("get", "lease", "backup-operator-manager", "--output", "jsonpath={.spec.holderIdentity}");

    private static Task<string> KillManagersAsync() => OperatorFixture.Kubectl.RunAsync(
        "delete", "pod", "--selector", "app.kubernetes.io/name=backup-operator", "--grace-period", "0", "--force", "--wait=false");

    /// <summary>Starts a backup whose source is so slow that it is surely in the middle.</summary>
    private static async Task<RunningBackup> RunningAsync(Tenant tenant, string more = "", int bytesPerSecond = 500_000)
    {
        var slow = TestEnvironment.LineTo(tenant.Server.Port);
        await tenant.ConnectionAsync("slow-db", slow.Port);
        await tenant.ReadyAsync(policy: tenant.Policy(connection: "slow-db", more: more));
        slow.BytesPerSecond = bytesPerSecond;
        var name = await tenant.StartAsync();
        await tenant.ExecutionAsync(name, found => found.Status.ReadBytes > 0);
        return new RunningBackup(tenant, slow, name);
    }

    private sealed class RunningBackup(Tenant tenant, FaultyLine slow, string execution) : IAsyncDisposable
    {
        public string Execution { get; } = execution;

        public async Task<string> PodUidAsync() => await tenant.Kubectl.RunAsync(
            "get", "pods", "--selector", $"{Label.Execution}={Execution}", "--output", "jsonpath={.items[0].metadata.uid}");

        public async Task EvictAsync()
        {
            var pod = Assert.Single(await tenant.Kubectl.NamesAsync("pods", $"{Label.Execution}={Execution}"));
            await Command.RunAsync("kubectl",
                ["create", "--raw", $"/api/v1/namespaces/{tenant.Name}/pods/{pod}/eviction", "--filename", "-"],
                $$"""
                {"apiVersion": "policy/v1", "kind": "Eviction",
                 "metadata": {"name": "{{pod}}", "namespace": "{{tenant.Name}}" } }
                """);
        }

        public void Hurry() => slow.BytesPerSecond = null;

        public async Task<V1alpha1BackupExecution> EndAsync()
        {
            Hurry();
            return await tenant.ExecutionAsync(Execution, found => found.Status.IsTerminal);
        }

        public ValueTask DisposeAsync() => slow.DisposeAsync();
    }
}
