using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Executions;

/// <summary>Executions that are made again from their own YAML, as a backup of the cluster does, or too late.</summary>
public sealed class ExecutionCopyTests
{
    private readonly World world = new();

    [Fact]
    public async Task Execution_MadeAgainWithoutItsStatus_IsNotRunAgain()
    {
        world.Cluster.Put(Given.Execution());
        await world.RunAsync();
        await world.SettleAsync();
        Recreate("manual", "copied");
        var requests = world.Cluster.Created.Count;
        var result = await world.SettleAsync();

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.AlreadyStarted), (result.Outcome, result.Reason));
        Assert.Equal(
            "this BackupExecution was already started at 2026-03-01T01:00:00Z, by another object of the same name, and is not carried "
                + "out again: nothing was done for this one; create it under another name, or without the annotation "
                + "backupoperator.io/started, to have it carried out",
            result.Message);
        Assert.Equal((ExecutionPhase.Failed, null), (world.Manual.Status.Phase, world.Manual.Status.StartTime));
        Assert.Equal(requests, world.Cluster.Created.Count);
        await world.SettleAsync();
        Assert.EndsWith(" uid-manual", world.Manual.GetAnnotation(Annotation.Started));
    }

    [Fact]
    public async Task Executions_MadeAgainWithoutTheirStatus_AreNoRunsOfTheirPolicy()
    {
        world.Cluster.Put(Given.Execution());
        await world.RunAsync();
        Recreate("manual", "copied");
        await world.SettleAsync();
        world.Cluster.Put(Given.Execution("next", createdSecond: 1));
        await world.RunAsync("next");
        var policies = world.NewPolicyPasses();
        await policies.OnceAsync("nightly");

        var policy = world.Cluster.One<V1alpha1BackupPolicy>("nightly");
        Assert.Equal(("next", "next"), (policy.Status.LastRun!.Execution, policy.Status.LastBackup!.Execution));
    }

    [Fact]
    public async Task Execution_MadeAgainUnderAnotherName_IsRun()
    {
        world.Cluster.Put(Given.Execution());
        await world.RunAsync();
        var again = Given.Execution("again");
        again.SetAnnotation(Annotation.Started, world.Manual.GetAnnotation(Annotation.Started));
        world.Cluster.Put(again);

        Assert.Equal(ExecutionPhase.Succeeded, (await world.RunAsync("again")).Status.Phase);
    }

    [Fact]
    public async Task Execution_MarkedWithoutAnAgentOrAStatus_IsStarted()
    {
        var marked = Given.Execution();
        marked.SetAnnotation(Annotation.Started, "2026-03-01T01:00:00Z manual uid-manual");
        world.Cluster.Put(marked);

        Assert.Equal(ExecutionPhase.Succeeded, (await world.RunAsync()).Status.Phase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("2026-03-01T01:00:00Z manual another more")]
    public async Task Mark_ThatCannotBeRead_IsTakenForThatOfAnother(string mark)
    {
        var marked = Given.Execution();
        marked.SetAnnotation(Annotation.Started, mark);
        world.Cluster.Put(marked);

        Assert.Equal(Reason.AlreadyStarted, (await world.SettleAsync()).Reason);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    [Fact]
    public async Task Execution_ChangedBeforeItsMarkIsSet_StartsNoAgentUntilItIsReadAgain()
    {
        world.Cluster.Put(Given.Execution());
        var stale = world.Cluster.Copy(world.Manual);
        world.Change<V1alpha1BackupExecution>("manual", execution => execution.SetLabel("team", "shop"));
        var result = await world.NewExecutionController().ReconcileAsync(stale, TestContext.Current.CancellationToken);

        Assert.Equal(ReconciliationOutcome.Waiting, result.Outcome);
        Assert.Empty(world.Cluster.All<V1Job>());
        Assert.Equal(ExecutionPhase.Succeeded, (await world.RunAsync()).Status.Phase);
    }

    [Fact]
    public async Task Execution_ThatEndedBeforeThereWereMarks_IsMarkedAfterwards()
    {
        world.Cluster.Put(Given.Stored());
        await world.Executions.OnceAsync("stored");

        var mark = world.Cluster.One<V1alpha1BackupExecution>("stored").GetAnnotation(Annotation.Started);
        Assert.Equal("2026-03-01T01:00:00Z stored uid-stored", mark);
    }

    [Fact]
    public async Task NotAfter_PassesWhileTheRunWaits_FailsWithoutStarting()
    {
        world.Cluster.Put(Given.Location(ready: false));
        world.Cluster.Put(WithNotAfter(TimeSpan.FromMinutes(5)));
        Assert.Equal(Reason.StoreNotReady, (await world.SettleAsync()).Reason);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Reason.StoreNotReady, (await world.SettleAsync()).Reason);
        world.Cluster.Put(Given.Location());
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var result = await world.SettleAsync();

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.NotAfterPassed), (result.Outcome, result.Reason));
        Assert.StartsWith("spec.notAfter, 2026-03-01T01:05:00Z, has passed and nothing had begun", result.Message);
        Assert.Equal(ExecutionPhase.Failed, world.Manual.Status.Phase);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NotAfter_PassesAfterTheStart_ChangesNothing(bool isWritten)
    {
        world.Cluster.Put(WithNotAfter(TimeSpan.FromMinutes(5)));
        var before = world.Manual;
        await world.SettleAsync();
        if (!isWritten)
        {
            world.Cluster.Put(before);
        }

        world.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(ExecutionPhase.Succeeded, (await world.RunAsync()).Status.Phase);
    }

    private static V1alpha1BackupExecution WithNotAfter(TimeSpan left)
    {
        var execution = Given.Execution();
        execution.Spec = execution.Spec with { NotAfter = Given.Start + left };
        return execution;
    }

    // What kubectl create makes of an exported object: another uid, no status, all annotations.
    private void Recreate(string name, string uid)
    {
        var exported = world.Cluster.One<V1alpha1BackupExecution>(name);
        world.Cluster.Remove<V1alpha1BackupExecution>(name);
        exported.Metadata.Uid = uid;
        exported.Status = new BackupExecutionStatus();
        world.Cluster.Put(exported);
    }
}
