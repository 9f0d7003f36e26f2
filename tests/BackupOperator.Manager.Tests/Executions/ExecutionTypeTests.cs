using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Tests.Cluster;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Executions;

public sealed class ExecutionTypeTests
{
    private readonly World world = new("orders", "users");

    public ExecutionTypeTests() => world.Cluster.Put(Incremental());

    [Fact]
    public async Task Incremental_WithNothingToReferTo_IsFullAndSaysWhy()
    {
        var status = (await world.RunAsync()).Status;

        Assert.Equal((BackupType.Full, null), (status.Type, status.Base));
        Assert.StartsWith("BackupStorageLocation primary holds no backup", status.TypeMessage, StringComparison.Ordinal);
        Assert.Null(Task("manual-backup-orders-1").Backup!.Base);
        Assert.Equal(BackupType.Full, Task("manual-commit-1").Commit!.Type);
    }

    [Fact]
    public async Task Incremental_AfterABackup_RefersToIt()
    {
        world.Cluster.Put(Given.Stored());

        var status = (await world.RunAsync()).Status;

        Assert.Equal((BackupType.Incremental, "backup-stored", null), (status.Type, status.Base, status.TypeMessage));
        Assert.Equal((2048L, "50%", "2.0"), (status.ReferredBytes, status.Referred, status.CompressionRatio));
        Assert.All(status.Sources, source => Assert.Equal("backup-stored", source.Base));
        Assert.All(
            new[] { "manual-backup-orders-1", "manual-backup-users-1" },
            job => Assert.Equal("backup-stored", Task(job).Backup!.Base));
        var commit = Task("manual-commit-1").Commit!;
        Assert.Equal((BackupType.Incremental, "backup-stored"), (commit.Type, commit.Base));
        Assert.All(commit.Sources, source => Assert.Equal("backup-stored", source.Base));
    }

    [Fact]
    public async Task Base_ChosenForARun_StaysAlthoughANewerBackupAppearsAndTheProcessDies()
    {
        world.Cluster.Put(Given.Stored());
        await world.SettleAsync();

        // What the pass wrote into the status is lost; the lease holds the choice.
        world.Change<V1alpha1BackupExecution>("manual", execution => execution.Status = new BackupExecutionStatus());
        world.Cluster.Put(Given.Stored("newer", recoveryHour: 5));
        await world.SettleAsync();
        world.Agents.Finish(job => AgentStandIn.Failure(job, AgentExitCode.SourceUnreachable, Reason.SourceUnreachable, true));
        await world.SettleAsync();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var status = (await world.RunAsync()).Status;

        Assert.Equal("backup-stored", status.Base);
        Assert.Equal("backup-stored", Task("manual-backup-orders-2").Backup!.Base);
    }

    [Fact]
    public async Task Incremental_WhoseAgentsCouldNotUseTheBase_IsFullAndSaysWhy()
    {
        world.Cluster.Put(Given.Stored());
        await world.SettleAsync();
        world.Agents.Finish(job =>
        {
            var result = AgentStandIn.Success(job);
            return result with { Backup = result.Backup! with { Base = null } };
        });

        var status = (await world.RunAsync()).Status;

        Assert.Equal((BackupType.Full, null), (status.Type, status.Base));
        Assert.StartsWith("backup backup-stored lacks", status.TypeMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_ThatALaterRunFenced_FailsTheRunAndHasTheStoreInspected()
    {
        await world.SettleAsync();
        world.Agents.Finish();
        await world.SettleAsync();
        world.Agents.Finish(job => AgentStandIn.Failure(job, AgentExitCode.BadInput, Reason.LeaseLost, transient: false));
        await world.SettleAsync();

        Assert.Equal(ExecutionPhase.Failed, world.Manual.Status.Phase);
        Assert.Equal(
            "manual-commit-1", world.Cluster.One<V1alpha1BackupStorageLocation>("primary").GetAnnotation(Annotation.InspectNow));
    }

    private AgentTask Task(string job) => AgentStandIn.TaskOf(world.Cluster.One<V1Job>(job));

    private static V1alpha1BackupExecution Incremental()
    {
        var execution = Given.Execution();
        execution.Spec = execution.Spec with { Type = BackupType.Incremental };
        return execution;
    }
}
