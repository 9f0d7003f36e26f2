using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Executions;

public sealed class ExecutionAdmissionTests
{
    private readonly World world = new();

    public ExecutionAdmissionTests() => world.Cluster.Put(Given.Execution());

    public static TheoryData<string> Obstacles => [Reason.PolicyNotFound, Reason.PolicyNotReady, Reason.StoreNotReady];

    [Theory]
    [MemberData(nameof(Obstacles))]
    public async Task Execution_ObstacleStays_WaitsTenMinutesThenFails(string reason)
    {
        Obstruct(reason);
        var waiting = await world.SettleAsync();
        Assert.Equal((ReconciliationOutcome.Waiting, reason), (waiting.Outcome, waiting.Reason));
        Assert.Equal(ExecutionPhase.Pending, world.Manual.Status.Phase);

        world.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(ReconciliationOutcome.Waiting, (await world.SettleAsync()).Outcome);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var failed = await world.SettleAsync();

        Assert.Equal((ReconciliationOutcome.Stalled, reason), (failed.Outcome, failed.Reason));
        Assert.Equal(ExecutionPhase.Failed, world.Manual.Status.Phase);
        Assert.Empty(world.Cluster.All<V1Job>());
        Assert.Empty(world.Cluster.All<V1Lease>());
    }

    [Theory]
    [MemberData(nameof(Obstacles))]
    public async Task Execution_ObstacleGoes_Runs(string reason)
    {
        Obstruct(reason);
        await world.SettleAsync();
        world.Cluster.Put<V1alpha1BackupPolicy>(Given.Policy());
        world.Cluster.Put(Given.Location());

        Assert.Equal(ExecutionPhase.Succeeded, (await world.RunAsync()).Status.Phase);
    }

    [Fact]
    public async Task Execution_AnotherOfThePolicyRuns_WaitsWithoutEndAndThenRuns()
    {
        await world.SettleAsync();
        world.Cluster.Put(Given.Execution("second", createdSecond: 5));
        world.Time.Advance(TimeSpan.FromHours(1));
        var waiting = await world.SettleAsync("second");
        Assert.Equal((ReconciliationOutcome.Waiting, Reason.WaitingForTurn), (waiting.Outcome, waiting.Reason));
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ReconciliationOutcome.Waiting, (await world.SettleAsync("second")).Outcome);

        await world.RunAsync();
        var second = await world.RunAsync("second");

        Assert.Equal(ExecutionPhase.Succeeded, second.Status.Phase);
        Assert.Equal(2, second.Status.FencingToken);
    }

    [Fact]
    public async Task Execution_OlderOneWaits_LetsItGoFirst()
    {
        world.Cluster.Put(Given.Execution("a-younger-one", createdSecond: 1));

        var result = await world.SettleAsync("a-younger-one");

        Assert.Equal(Reason.WaitingForTurn, result.Reason);
        Assert.Contains("manual", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_HolderIsGoneButItsAgentIsStillThere_IsNotTakenOver()
    {
        await world.SettleAsync();
        world.Agents.Start();
        var orphan = world.Cluster.One<V1Job>("manual-backup-orders-1");
        world.Cluster.Remove<V1alpha1BackupExecution>("manual");
        world.Cluster.Put(orphan);
        world.Cluster.Put(Given.Execution("second", createdSecond: 5));
        Assert.Equal(Reason.WaitingForTurn, (await world.SettleAsync("second")).Reason);

        world.Cluster.Remove<V1Job>("manual-backup-orders-1");
        var second = await world.RunAsync("second");

        Assert.Equal((ExecutionPhase.Succeeded, 2L), (second.Status.Phase!.Value, second.Status.FencingToken!.Value));
    }

    [Fact]
    public async Task Spec_WithoutPolicyName_IsRefusedByFieldName()
    {
        world.Change<V1alpha1BackupExecution>("manual", execution => execution.Spec = new BackupExecutionSpec());

        var result = await world.SettleAsync();

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.SpecInvalid, "spec.policyName: is empty; write the name of a BackupPolicy"), (result.Outcome, result.Reason, result.Message));
    }

    private void Obstruct(string reason)
    {
        switch (reason)
        {
            case Reason.PolicyNotFound:
                world.Cluster.Remove<V1alpha1BackupPolicy>("nightly");
                break;
            case Reason.PolicyNotReady:
                world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Status.Conditions =
                    [new Condition { Type = "Stalled", Status = "True", Reason = "SpecInvalid", Message = "spec.timeZone" }]);
                break;
            default:
                world.Cluster.Put<V1alpha1BackupStorageLocation>(Given.Location(ready: false));
                break;
        }
    }
}
