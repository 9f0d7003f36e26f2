using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;
using BackupOperator.Contract;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Policies;
using BackupOperator.Manager.Restores;
using BackupOperator.Manager.Tests.Cluster;
using BackupOperator.Manager.Upkeep;
using Kubernetes.Client;
using Kubernetes.Client.Models;

namespace BackupOperator.Manager.Tests.Executions;

/// <summary>A check that finds a damaged pack takes the trust away from all backups that need it.</summary>
public sealed class SharedDamageTests
{
    private const string Damage = "backup b9 is damaged: pack 12 of source orders is missing";

    private readonly World world = new();

    public SharedDamageTests()
    {
        for (var hour = 1; hour <= 4; hour++)
        {
            world.Cluster.Put(Stored($"run-{hour}", hour - 20));
        }
    }

    private V1alpha1BackupPolicy Policy => world.Cluster.One<V1alpha1BackupPolicy>("nightly");

    private IReadOnlyList<V1alpha1BackupExecution> All => [.. world.Cluster.All<V1alpha1BackupExecution>()];

    private IEnumerable<string> Suspects =>
        All.Where(execution => execution.Status.Integrity is IntegrityState.Suspect).Select(execution => execution.Name());

    [Fact]
    public async Task Check_ThatNamesOtherBackups_TakesThemOutOfEveryCount()
    {
        await FailAsync(new CheckResult { Hurt = ["backup-run-3", "backup-run-4"], HurtBackups = 2 });

        Assert.Equal(["run-3", "run-4"], Suspects);
        var runs = PolicyRuns.Of(Policy, All);
        Assert.Equal(("run-2", "run-2"), (runs.NewestVerified!.Name(), runs.LastStored!.Name()));
        Assert.Equal("run-2", BackupChoice.NewestVerified(All, "uid-nightly")!.Name());
        var task = StoredBackups.Describe(Policy, StoredBackups.Of(Policy, All), []);
        Assert.Equal(["backup-run-1", "backup-run-2"], task.Verified);
        Assert.Equal([world.Manual.Status.Backup!, "backup-run-3", "backup-run-4"], task.Damaged);
        Assert.Equal(IntegrityState.Failed, world.Manual.Status.Integrity);
    }

    [Fact]
    public async Task Backup_ThatIsHurt_SaysByWhichCheckInStatusConditionAndRefusal()
    {
        await FailAsync(new CheckResult { Hurt = ["backup-run-4"], HurtBackups = 1 });
        await world.SettleAsync("run-4");

        var hurt = world.Cluster.One<V1alpha1BackupExecution>("run-4");
        var message = $"this backup needs what the check of BackupExecution manual found damaged: {Damage}";
        Assert.Equal(message, hurt.Status.IntegrityMessage);
        var ready = hurt.Status.Conditions.Single(condition => condition.Type == "Ready");
        Assert.Equal(("False", Reason.IntegrityFailed, message), (ready.Status, ready.Reason, ready.Message));
        Assert.Equal(
            $"backup backup-run-4 of BackupExecution run-4 is stored, but was found damaged ({message}); choose another, or restore "
                + "what is left of it by backup.stored (locationName: primary, policyUid: uid-nightly, backup: backup-run-4)",
            BackupChoice.Evaluate("run-4", hurt)!.Message);
    }

    [Fact]
    public async Task Base_IsNoBackupThatIsHurt_AlsoWhenTheFailedRunIsGone()
    {
        await FailAsync(new CheckResult { Hurt = ["backup-run-3", "backup-run-4"], HurtBackups = 2 });
        world.Cluster.Remove<V1alpha1BackupExecution>("manual");

        var choice = BaseChoice.Make(BackupType.Incremental, Policy, Given.Location(), All);
        Assert.Equal((BackupType.Incremental, "backup-run-2"), (choice.Type, choice.Base));
    }

    [Fact]
    public async Task Check_ThatCannotNameAll_MarksAllFromTheFirstNameOn()
    {
        await FailAsync(new CheckResult { Hurt = ["backup-run-2"], HurtBackups = 3 });

        Assert.Equal(["run-2", "run-3", "run-4"], Suspects);
        Assert.StartsWith("this backup may need", world.Cluster.One<V1alpha1BackupExecution>("run-3").Status.IntegrityMessage);
    }

    [Fact]
    public async Task Check_ThatCannotListTheOthers_MarksAllOfThePolicyInThatRepository()
    {
        world.Cluster.Put(Stored("elsewhere", -1, storage => storage with { LocationName = "second" }));
        world.Cluster.Put(Stored("former", -1, storage => storage with { PolicyUid = "former" }));
        world.Cluster.Put(Stored("moved", -1, storage => storage with { RepositoryId = "another" }));
        await FailAsync(new CheckResult { HurtIsUnknown = true });

        Assert.Equal(["run-1", "run-2", "run-3", "run-4"], Suspects);
    }

    [Fact]
    public async Task Check_ThatHurtsNoOther_MarksNone()
    {
        await FailAsync(new CheckResult());

        Assert.Equal(IntegrityState.Failed, world.Manual.Status.Integrity);
        Assert.Empty(Suspects);
    }

    [Theory]
    [InlineData("BeforeEffect")]
    [InlineData("AfterEffect")]
    public async Task Manager_EndsWhileItMarks_MarksTheRestAfterwards(string kind)
    {
        // The mark of run-4 fails, and with it what the pass would write of its own.
        var failing = new Queue<string>(["patch status V1alpha1BackupExecution run-4", "patch status V1alpha1BackupExecution manual"]);
        world.Cluster.Faults = request => failing.TryPeek(out var next) && request == next && IsMarking()
            ? failing.Dequeue().EndsWith("manual", StringComparison.Ordinal) ? Fault.BeforeEffect : Enum.Parse<Fault>(kind)
            : null;
        await FailAsync(new CheckResult { Hurt = ["backup-run-3", "backup-run-4"], HurtBackups = 2 });

        Assert.Equal(["run-3", "run-4"], Suspects);
        Assert.Equal(IntegrityState.Failed, world.Manual.Status.Integrity);
        Assert.Empty(failing);
    }

    [Fact]
    public async Task Mark_ThatIsRefusedForGood_NeitherHoldsUpTheOthersNorTheEndOfTheRun()
    {
        world.Cluster.Faults = request => request == "patch status V1alpha1BackupExecution run-3" ? Fault.Forbidden : null;
        await FailAsync(new CheckResult { Hurt = ["backup-run-3", "backup-run-4"], HurtBackups = 2 });

        Assert.Equal(["run-4"], Suspects);
        Assert.Equal(IntegrityState.Failed, world.Manual.Status.Integrity);
        Assert.True(world.Manual.Status.IsTerminal);
    }

    private bool IsMarking() => world.Manual.Status.Phase is ExecutionPhase.Verifying;

    // Runs to the check, which finds damage.
    private async Task FailAsync(CheckResult found)
    {
        world.Cluster.Put(Given.Execution());
        for (var round = 0; round < 12 && !world.Manual.Status.IsTerminal; round++)
        {
            try
            {
                await world.SettleAsync();
            }
            catch (KubernetesException)
            {
                // The runtime tries again.
            }

            world.Agents.Finish(job => AgentStandIn.Success(job) is { Check: not null } result
                ? result with { ExitCode = AgentExitCode.Integrity, Reason = Reason.IntegrityFailed, Message = Damage, Check = found }
                : AgentStandIn.Success(job));
        }
    }

    private static V1alpha1BackupExecution Stored(string name, int hour, Func<StoredBackup, StoredBackup>? with = null)
    {
        var execution = Given.Stored(name, hour);
        var storage = execution.Status.Storage! with { RepositoryId = "repository" };
        execution.Status.Storage = with is null ? storage : with(storage);
        return execution;
    }
}
