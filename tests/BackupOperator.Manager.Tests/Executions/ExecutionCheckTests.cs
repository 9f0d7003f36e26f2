using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Manager.Policies;
using BackupOperator.Manager.Restores;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Executions;

/// <summary>How far backups are read back, and what is said of it.</summary>
public sealed class ExecutionCheckTests
{
    private readonly World world = new();

    [Theory]
    [InlineData(null, 100, IntegrityState.Passed, IntegrityLevel.Full)]
    [InlineData(100, 100, IntegrityState.Passed, IntegrityLevel.Full)]
    [InlineData(30, 30, IntegrityState.Sampled, IntegrityLevel.Sampled)]
    [InlineData(0, 0, IntegrityState.Sampled, IntegrityLevel.Existence)]
    public async Task Check_ThatPasses_IsRecordedWithItsLevelAndPercent(
        int? wanted, int percent, IntegrityState integrity, IntegrityLevel level)
    {
        var execution = await RunAsync("manual", wanted);

        Assert.Equal(percent, Task("manual").Percent);
        Assert.Equal(integrity, execution.Status.Integrity);
        Assert.Equal((level, percent, 3), (
            execution.Status.IntegrityCheck!.Level, execution.Status.IntegrityCheck.Percent, execution.Status.IntegrityCheck.Objects));
        Assert.True(PolicyRuns.IsVerified(execution));
        Assert.Equal("manual", BackupChoice.NewestVerified([execution], "uid-nightly")?.Name());
    }

    [Fact]
    public async Task Check_ThatReadLessThanItsPolicyWants_IsNotBelieved()
    {
        world.Cluster.Put(Given.Execution());
        for (var round = 0; round < 4; round++)
        {
            await world.SettleAsync();
            world.Agents.Finish(job => AgentStandIn.Success(job) is { Check: { } check } result
                ? result with { Check = check with { Percent = 10 } }
                : AgentStandIn.Success(job));
        }

        Assert.Equal((ExecutionPhase.Failed, IntegrityState.Unknown), (world.Manual.Status.Phase, world.Manual.Status.Integrity));
        Assert.Null(world.Manual.Status.IntegrityCheck);
    }

    [Fact]
    public async Task Check_ThatRuns_TellsHowFarItIsAndHowLongItTakes()
    {
        world.Cluster.Put(Given.Execution());
        while (world.Manual.Status.Phase is not ExecutionPhase.Verifying)
        {
            world.Agents.Finish();
            await world.SettleAsync();
        }

        world.Agents.Start();
        world.Cluster.SetLog(
            "manual-check-1-pod",
            """{"progress":{"activity":"reading packs","readBytes":400,"expectedBytes":1000,"readBytesPerSecond":5}}""");
        var running = await world.SettleAsync();

        Assert.Equal(("verifying 40%", "2m"), (world.Manual.Status.Progress, world.Manual.Status.TimeLeft));
        Assert.Contains("reading packs", running.Message, StringComparison.Ordinal);
        world.Agents.Finish();
        await world.SettleAsync();
        Assert.Equal(("100%", null), (world.Manual.Status.Progress, world.Manual.Status.TimeLeft));
    }

    [Fact]
    public async Task Check_ThatFindsDamage_SaysWhatItFoundAndWhichBackupsItHurts()
    {
        const string Message = "backup b2 is damaged, which also hurts backups b1: pack 12 of source orders is missing";
        world.Cluster.Put(Given.Execution());
        for (var round = 0; round < 4; round++)
        {
            await world.SettleAsync();
            world.Agents.Finish(job => AgentStandIn.Success(job) is { Check: not null } result
                ? result with { ExitCode = AgentExitCode.Integrity, Reason = Reason.IntegrityFailed, Message = Message }
                : AgentStandIn.Success(job));
        }

        var ready = world.Manual.Status.Conditions.Single(condition => condition.Type == "Ready");
        Assert.Equal((ExecutionPhase.Failed, IntegrityState.Failed), (world.Manual.Status.Phase, world.Manual.Status.Integrity));
        Assert.Equal((Reason.IntegrityFailed, $"the backup is stored and damaged: {Message}"), (ready.Reason, ready.Message));
    }

    [Fact]
    public async Task Sample_OfEachRun_IsAnother()
    {
        await RunAsync("first", 10);
        await world.SettleAsync("first");
        await RunAsync("second", 10);

        Assert.NotEqual(Task("first").Seed, Task("second").Seed);
    }

    private async Task<V1alpha1BackupExecution> RunAsync(string name, int? percent)
    {
        world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Spec = policy.Spec with
        {
            Verification = percent is { } wanted
                ? new VerificationSpec { Integrity = new IntegritySpec { Percent = wanted } }
                : null,
        });
        world.Cluster.Put(Given.Execution(name));
        return await world.RunAsync(name);
    }

    private CheckTask Task(string execution) =>
        AgentStandIn.TaskOf(world.Cluster.One<V1Job>($"{execution}-check-1")).Check!;
}
