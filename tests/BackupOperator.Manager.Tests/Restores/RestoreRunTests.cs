using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Restores;

public sealed class RestoreRunTests
{
    private const string Name = "bring-back";
    private const string Verdict = "RecoveryTimeController";

    private readonly World world = new();
    private readonly Passes<V1alpha1RestoreOperation> passes;

    public RestoreRunTests()
    {
        passes = world.NewRestorePasses();
        world.Cluster.Put(Given.Stored());
    }

    private V1alpha1RestoreOperation Restore => world.Cluster.One<V1alpha1RestoreOperation>(Name);

    [Fact]
    public async Task Restore_AgentSucceeds_IsMeasuredFromItsRequest()
    {
        world.Cluster.Put(Given.Restore());
        await SettleAsync();
        world.Time.Advance(TimeSpan.FromMinutes(5));
        world.Agents.Finish();
        var result = await SettleAsync();

        var status = Restore.Status;
        Assert.Equal((RestorePhase.Succeeded, "backup-stored", "5m", "2 KiB"), (status.Phase!.Value, status.Backup, status.Duration, status.Restored));
        Assert.Equal((ReconciliationOutcome.Ready, Reason.Restored), (result.Outcome, result.Reason));
        Assert.Equal(("True", Reason.WithinObjective), Condition(Verdict));
        var task = AgentStandIn.TaskOf(world.Cluster.One<V1Job>("bring-back-restore"));
        Assert.Equal(("backup-key", "uid-nightly", "backup-stored"), (task.Key!.SecretName, task.Restore!.PolicyUid, task.Restore.Backup));
    }

    [Fact]
    public async Task Restore_ThatRuns_TellsHowFarItIsAndHowLongItTakes()
    {
        world.Cluster.Put(Given.Restore());
        await SettleAsync();
        world.Agents.Start();
        world.Cluster.SetLog(
            "bring-back-restore-pod",
            """{"progress":{"activity":"loading","readBytes":400,"expectedBytes":1000,"readBytesPerSecond":5}}""");
        await SettleAsync();

        Assert.Equal(("40%", "2m", 5L), (Restore.Status.Progress, Restore.Status.TimeLeft, Restore.Status.RestoredBytesPerSecond));
        world.Agents.Finish();
        await SettleAsync();
        Assert.Equal(("100%", null), (Restore.Status.Progress, Restore.Status.TimeLeft));
    }

    [Fact]
    public async Task Restore_OfABackupFromBeforeAChangeOfTheSecret_LooksWhereThePolicyKeepsTheKeyNow()
    {
        world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Spec = policy.Spec with
        {
            Encryption = new EncryptionSpec { KeySecretName = "new" },
        });
        world.Cluster.Put(Given.Restore());
        await SettleAsync();

        Assert.Equal(["new", "backup-key"], Restore.Status.Keys.Select(place => place.KeySecretName));
        var task = AgentStandIn.TaskOf(world.Cluster.One<V1Job>("bring-back-restore"));
        Assert.Equal(("new", "backup-key"), (task.Key!.SecretName, task.PreviousKeys!.Single().Secret.SecretName));
    }

    [Fact]
    public async Task Objective_ExceededWhileRunning_ShowsBeforeTheEnd()
    {
        world.Cluster.Put(Given.Restore());
        await SettleAsync();
        world.Agents.Start();
        Assert.Equal(Reason.AgentRunning, Condition(Verdict).Reason);
        world.Time.Advance(TimeSpan.FromMinutes(61));
        await SettleAsync();

        Assert.Equal(("False", Reason.ObjectiveExceeded), Condition(Verdict));
        Assert.Equal(RestorePhase.Running, Restore.Status.Phase);
    }

    [Fact]
    public async Task Policy_Named_TakesItsNewestVerifiedBackupAndStaysWithIt()
    {
        world.Cluster.Put(Given.Stored("newer", recoveryHour: 2));
        world.Cluster.Put(Given.Stored("broken", recoveryHour: 3));
        world.Change<V1alpha1BackupExecution>("broken", execution => execution.Status.Integrity = IntegrityState.Unknown);
        world.Cluster.Put(Given.Restore(executionName: null));
        await passes.OnceAsync(Name);
        world.Cluster.Put(Given.Stored("newest", recoveryHour: 4));
        await SettleAsync();

        Assert.Equal("newer", Restore.Status.Execution);
        Assert.Equal("backup-newer", AgentStandIn.TaskOf(world.Cluster.One<V1Job>("bring-back-restore")).Restore!.Backup);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Backup_MissingOrIncomplete_WaitsTenMinutesThenFails(bool exists)
    {
        world.Cluster.Remove<V1alpha1BackupExecution>("stored");
        if (exists)
        {
            world.Cluster.Put(Given.Stored());
            world.Change<V1alpha1BackupExecution>("stored", execution => execution.Status.Phase = ExecutionPhase.Failed);
        }

        world.Cluster.Put(Given.Restore());
        Assert.Equal(Reason.BackupNotFound, (await SettleAsync()).Reason);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        var result = await SettleAsync();

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.BackupNotFound), (result.Outcome, result.Reason));
        Assert.Equal(RestorePhase.Failed, Restore.Status.Phase);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Agent_FailsOrIsKilled_IsNeverStartedAgain(bool killed)
    {
        world.Cluster.Put(Given.Restore());
        await SettleAsync();
        if (killed)
        {
            world.Agents.Start();
            world.Agents.End("bring-back-restore", 137, null);
        }
        else
        {
            world.Agents.Finish(job => AgentStandIn.Failure(job, AgentExitCode.SourceUnreachable, Reason.SourceUnreachable, transient: true));
        }

        await SettleAsync();
        await SettleAsync();

        Assert.Equal(RestorePhase.Failed, Restore.Status.Phase);
        Assert.Equal(["bring-back-restore"], world.Agents.Started);
        Assert.Equal(killed ? Reason.AgentLost : Reason.SourceUnreachable, Condition("Ready").Reason);
    }

    [Fact]
    public async Task Job_DeletedByHand_IsNotStartedAgain()
    {
        world.Cluster.Put(Given.Restore());
        await SettleAsync();
        world.Cluster.Remove<V1Job>("bring-back-restore");
        await SettleAsync();

        Assert.Equal(RestorePhase.Failed, Restore.Status.Phase);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    [Fact]
    public async Task Agent_DoesNotStartInTime_IsEndedBeforeTheRestoreFails()
    {
        world.Cluster.Put(Given.Restore());
        await SettleAsync();
        world.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(ReconciliationOutcome.Waiting, (await SettleAsync()).Outcome);
        Assert.Empty(world.Cluster.All<V1Job>());
        await SettleAsync();

        Assert.Equal(RestorePhase.Failed, Restore.Status.Phase);
    }

    [Fact]
    public async Task Cancel_WhileRunning_EndsTheAgentFirst()
    {
        world.Cluster.Put(Given.Restore());
        await SettleAsync();
        world.Agents.Start();
        world.Change<V1alpha1RestoreOperation>(Name, restore => restore.Spec = restore.Spec with { Cancel = true });
        await SettleAsync();
        Assert.Equal(RestorePhase.Running, Restore.Status.Phase);
        await SettleAsync();

        Assert.Equal(RestorePhase.Cancelled, Restore.Status.Phase);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    [Fact]
    public async Task Location_NotReady_StartsNothing()
    {
        world.Cluster.Put<V1alpha1BackupStorageLocation>(Given.Location(ready: false));
        world.Cluster.Put(Given.Restore());

        Assert.Equal(Reason.StoreNotReady, (await SettleAsync()).Reason);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    [Fact]
    public async Task Location_FailsAfterAStartThatWasNotWrittenDown_DoesNotHideTheAgent()
    {
        world.Cluster.Put(Given.Restore());
        await passes.OnceAsync(Name);
        var unwritten = Restore;
        await passes.OnceAsync(Name);
        world.Cluster.Put(unwritten);
        world.Cluster.Put<V1alpha1BackupStorageLocation>(Given.Location(ready: false));
        world.Agents.Finish();
        await SettleAsync();

        Assert.Equal(RestorePhase.Succeeded, Restore.Status.Phase);
    }

    [Theory]
    [InlineData("BeforeEffect", true)]
    [InlineData("BeforeEffect", false)]
    [InlineData("AfterEffect", true)]
    [InlineData("AfterEffect", false)]
    public async Task Restore_AnyOneRequestFails_StartsOneAgentAndSucceeds(string kind, bool loseStatus)
    {
        for (var failing = 0; failing < 20; failing++)
        {
            var one = new RestoreRunTests();
            await one.RunWithFaultAsync(failing, Enum.Parse<Fault>(kind), loseStatus);
            Assert.True(one.Restore.Status.Phase is RestorePhase.Succeeded, $"request {failing}");
            Assert.Equal(["bring-back-restore"], one.world.Agents.Started);
        }
    }

    private async Task RunWithFaultAsync(int failing, Fault fault, bool loseStatus)
    {
        world.Cluster.Put(Given.Restore());
        var crashed = false;
        world.Cluster.Faults = request =>
        {
            var dead = crashed && loseStatus && request.StartsWith("patch status", StringComparison.Ordinal);
            var hit = world.Cluster.Requests.Count == failing;
            crashed = (crashed || hit) && !dead;
            return hit ? fault : dead ? Fault.BeforeEffect : null;
        };
        for (var round = 0; round < 30 && !Restore.Status.IsTerminal; round++)
        {
            try
            {
                await passes.OnceAsync(Name);
            }
            catch (KubernetesException)
            {
                // The runtime tries again.
            }

            world.Agents.Finish();
        }
    }

    private async Task<ReconciliationResult> SettleAsync()
    {
        ReconciliationResult? result;
        do
        {
            result = await passes.OnceAsync(Name);
        }
        while (result!.After == TimeSpan.Zero);
        return result;
    }

    private (string Status, string Reason) Condition(string type)
    {
        var condition = Restore.Status.Conditions.Single(condition => condition.Type == type);
        return (condition.Status, condition.Reason);
    }
}
