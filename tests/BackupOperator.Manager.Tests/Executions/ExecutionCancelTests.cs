using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Executions;

public sealed class ExecutionCancelTests
{
    private readonly World world = new();

    public ExecutionCancelTests() => world.Cluster.Put(Given.Execution());

    [Fact]
    public async Task Cancel_BeforeTheStart_StartsNothing()
    {
        Cancel();
        await world.SettleAsync();

        Assert.Equal(ExecutionPhase.Cancelled, world.Manual.Status.Phase);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    [Fact]
    public async Task Cancel_WhileAgentsRead_EndsThemFirst()
    {
        await world.SettleAsync();
        world.Agents.Start();
        Cancel();
        var ending = await world.SettleAsync();
        Assert.Equal((ReconciliationOutcome.Waiting, ExecutionPhase.Running), (ending.Outcome, world.Manual.Status.Phase!.Value));

        await world.SettleAsync();

        Assert.Equal(ExecutionPhase.Cancelled, world.Manual.Status.Phase);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    [Fact]
    public async Task Cancel_WhileTheRecordIsWritten_LetsItBeWrittenAndSaysSo()
    {
        await world.SettleAsync();
        world.Agents.Finish();
        await world.SettleAsync();
        Cancel();
        await world.SettleAsync();
        Assert.NotNull(world.Cluster.Find<V1Job>("manual-commit-1"));
        world.Agents.Finish();
        await world.SettleAsync();

        var status = world.Manual.Status;
        Assert.Equal(ExecutionPhase.Failed, status.Phase);
        Assert.Equal(IntegrityState.Unknown, status.Integrity);
        Assert.NotNull(status.Storage);
        Assert.Equal(Reason.Cancelled, status.Conditions.Single(condition => condition.Type == "Ready").Reason);
        Assert.Null(world.Cluster.Find<V1Job>("manual-check-1"));
    }

    [Theory]
    [InlineData(WindowOverrun.Cancel)]
    [InlineData(WindowOverrun.Report)]
    public async Task Window_Exceeded_DoesAsThePolicySays(WindowOverrun onOverrun)
    {
        world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Spec = policy.Spec with
        {
            Schedules = [new BackupSchedule { Name = "daily", Cron = "0 1 * * *", Window = new RunWindow { Duration = "2h", OnOverrun = onOverrun } }],
        });
        world.Change<V1alpha1BackupExecution>("manual", execution =>
            execution.Spec = execution.Spec with { Slot = new ScheduledSlot { Schedule = "daily", Time = Given.Start } });
        await world.SettleAsync();
        world.Agents.Start();
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(Reason.AgentNotStarted, (await world.SettleAsync()).Reason);

        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.SettleAsync();
        var result = await world.SettleAsync();

        Assert.Equal(onOverrun is WindowOverrun.Cancel ? Reason.Cancelled : Reason.WindowExceeded, result.Reason);
        Assert.Equal(onOverrun is WindowOverrun.Cancel ? ExecutionPhase.Cancelled : ExecutionPhase.Running, world.Manual.Status.Phase);
    }

    [Fact]
    public async Task Terminal_CancelledAfterwards_StaysAsItIs()
    {
        var before = await world.RunAsync();
        Cancel();
        await world.SettleAsync();

        Assert.Equal(ExecutionPhase.Succeeded, world.Manual.Status.Phase);
        Assert.Equal(before.Status.CompletionTime, world.Manual.Status.CompletionTime);
    }

    private void Cancel() => world.Change<V1alpha1BackupExecution>("manual", execution => execution.Spec = execution.Spec with { Cancel = true });
}
