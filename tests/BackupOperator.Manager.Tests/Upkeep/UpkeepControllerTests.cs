using System.Text.Json;
using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Upkeep;

public sealed class UpkeepControllerTests
{
    private readonly World world = new();

    public UpkeepControllerTests()
    {
        world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Spec = policy.Spec with
        {
            Retention = new RetentionSpec { Last = 1, Notice = "1h" },
        });
        world.Cluster.Put(Given.Stored("old", recoveryHour: -2));
        world.Cluster.Put(Given.Stored("new"));
        world.Time.Advance(TimeSpan.FromMinutes(5));
    }

    private V1alpha1BackupPolicy Policy => world.Cluster.One<V1alpha1BackupPolicy>("nightly");

    private RetentionStatus Retention => Policy.Status.Retention!;

    private V1LeaseSpec Lease => world.Cluster.One<V1Lease>("backup-nightly").Spec!;

    private IEnumerable<string> Executions => world.Cluster.All<V1alpha1BackupExecution>().Select(run => run.Name());

    [Fact]
    public async Task Survey_Finished_IsShownBeforeAnythingIsDeleted()
    {
        await SurveyAsync();

        Assert.Equal(
            [("backup-old", RetentionAction.Delete, null), ("backup-new", RetentionAction.Keep, "Last 1")],
            Retention.Plan.Select(planned => (planned.Backup, planned.Action, planned.Reasons)));
        Assert.Equal("backups kept: 1; to be deleted at 2026-03-01T02:05:00Z or later: 1, see status.retention.plan", Applied.Message);
        Assert.Equal(("2 KiB", "1 KiB"), (Policy.Status.Statistics!.Source, Policy.Status.Statistics.Stored));
        Assert.Equal("backups that open: 2, all; data keys: 1", Condition("EscrowController").Message);
        world.Time.Advance(TimeSpan.FromMinutes(59));
        await PassAsync();
        world.Agents.Finish();
        Assert.Equal(["new", "old"], Executions);
        Assert.Equal([AgentVerb.Survey], Verbs());
    }

    [Fact]
    public async Task Survey_WhoseLogIsCut_SaysThatThePlanIsIncomplete()
    {
        await PassAsync();
        world.Agents.Finish(job =>
        {
            var result = Result(job);
            var line = Line(new RetentionEntry { Backup = "backup-old", RecoveryPoint = Given.Start });
            world.Cluster.SetLog(AgentStandIn.PodOf(job), line, line[..20]);
            return result;
        });
        await PassAsync();

        Assert.Equal("backup-old", Assert.Single(Retention.Plan).Backup);
        Assert.Contains("lines missing in the agent's log: 1; status.retention.plan is incomplete", Applied.Message);
    }

    [Fact]
    public async Task Survey_WhoseLogCannotBeHad_SaysThatThePlanIsIncomplete()
    {
        world.Cluster.Faults = request =>
            request.StartsWith("log ", StringComparison.Ordinal) ? Fault.BeforeEffect : null;

        await SurveyAsync();

        Assert.Equal(1, Retention.Expiring);
        Assert.Contains("lines missing in the agent's log: 2; status.retention.plan is incomplete", Applied.Message);
    }

    [Fact]
    public async Task Survey_UnderWay_GathersNothingThatItsJobWasMadeOf()
    {
        await PassAsync();
        world.Agents.Start();
        var before = world.Cluster.Requests.Count;

        await PassAsync();

        var poll = world.Cluster.Requests.Skip(before);
        Assert.DoesNotContain("list V1alpha1RestoreOperation", poll);
        Assert.Single(poll, "list V1Job");
        Assert.Equal(["backup-new", "backup-old"], Task(AgentVerb.Survey).Survey!.Known);
    }

    [Fact]
    public async Task Prune_Beginning_ListsTheExecutionsOnce()
    {
        await SurveyAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        var before = world.Cluster.Requests.Count;

        await PassAsync();

        Assert.Single(world.Cluster.Requests.Skip(before), "list V1alpha1BackupExecution");
        Assert.Equal(["backup-new"], Task(AgentVerb.Prune).Prune!.Retention.Known);
    }

    [Fact]
    public async Task Prune_WhoseNoticeIsOver_DeletesTheBackupAndTheExecutionThatShowsIt()
    {
        await SurveyAsync();
        world.Time.Advance(TimeSpan.FromHours(1));

        await PassAsync();
        Assert.Equal("prune-uid-nightly", Lease.HolderIdentity);
        world.Agents.Finish();
        await PassAsync();

        Assert.Equal(["backup-old"], Task(AgentVerb.Prune).Prune!.Delete);
        Assert.Equal(["new"], Executions);
        Assert.Equal(("", 1), (Lease.HolderIdentity, Retention.DeletedBackups));
        Assert.Contains("BackupsDeleted: backups backup-old were deleted, 4 KiB freed", world.Events);
        Assert.DoesNotContain(Retention.Plan, planned => planned.Action is RetentionAction.Delete);
        Assert.NotNull(world.Cluster.One<V1alpha1BackupStorageLocation>("primary").GetAnnotation(Annotation.InspectNow));
    }

    [Fact]
    public async Task Pass_Repeated_ChangesNothing()
    {
        await SurveyAsync();
        var before = world.Cluster.Requests.Count;

        await PassAsync();
        await PassAsync();

        // The status is written as it was: no request but the patches of the two passes.
        Assert.Equal(2, world.Cluster.Requests.Count - before);
    }

    [Fact]
    public async Task Prune_OfASuspendedPolicy_Waits()
    {
        await SurveyAsync();
        world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Spec = policy.Spec with { Suspend = true });
        world.Time.Advance(TimeSpan.FromHours(2));

        await PassAsync();

        Assert.Equal([AgentVerb.Survey], Verbs());
    }

    [Fact]
    public async Task Run_Queued_KeepsThePruneFromBeginning()
    {
        await SurveyAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Cluster.Put(Given.Execution());

        await PassAsync();

        Assert.Equal([AgentVerb.Survey], Verbs());
        Assert.Equal(ExecutionPhase.Succeeded, (await world.RunAsync()).Status.Phase);
    }

    [Fact]
    public async Task Run_QueuedThatNoCacheShowsYet_KeepsThePruneFromBeginning()
    {
        await SurveyAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        world.ExecutionCache.Snapshot = world.ExecutionCache.List();
        world.Cluster.Put(Given.Execution());

        await PassAsync();

        Assert.Null(world.Cluster.Find<V1Lease>("backup-nightly"));
    }

    [Fact]
    public async Task Agent_OfARunThatIsGone_KeepsThePruneFromBeginningUntilItEnds()
    {
        await SurveyAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Cluster.Put(Given.Execution());
        await world.SettleAsync();
        var job = world.Cluster.All<V1Job>().Single(job => AgentStandIn.TaskOf(job).Verb is AgentVerb.Backup);
        world.Cluster.Remove<V1alpha1BackupExecution>("manual");

        // The garbage collector has not come to it yet.
        world.Cluster.Put(job);
        await PassAsync();
        Assert.NotEqual("prune-uid-nightly", Lease.HolderIdentity);

        world.Agents.Finish();
        await PassAsync();
        Assert.Equal("prune-uid-nightly", Lease.HolderIdentity);
    }

    [Fact]
    public async Task Prune_OfWhatTheStoreKeeps_WarnsAndNamesIt()
    {
        const string Kept = "the store keeps 1 objects, such as packs/aa/1: it is locked";
        await PruningAsync();
        world.Agents.Finish(job => AgentStandIn.Success(job) with
        {
            Message = Kept,
            Prune = new PruneResult { Deleted = ["backup-old"], UndeletedObjects = 1 },
        });

        await PassAsync();

        Assert.Equal((Reason.ObjectsUndeleted, Kept, "False"), (Applied.Reason, Applied.Message, Applied.Status));
        Assert.Equal([$"BackupsDeleted: backups backup-old were deleted, 0 B freed; {Kept}"], world.Events.Warnings);
        Assert.Equal(("", 1), (Lease.HolderIdentity, Retention.UndeletedObjects));
    }

    [Fact]
    public async Task Run_DueAfterThePruneTookTheLease_WaitsThoughNoAgentIsThereYet()
    {
        await SurveyAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Cluster.Faults = _ => world.Cluster.Find<V1Lease>("backup-nightly") is null ? null : Fault.BeforeEffect;
        await Assert.ThrowsAsync<KubernetesException>(PassAsync);
        world.Cluster.Faults = _ => null;
        world.Cluster.Put(Given.Execution());

        await world.SettleAsync();

        Assert.Equal((ExecutionPhase.Pending, "prune-uid-nightly"), (world.Manual.Status.Phase, Lease.HolderIdentity));
    }

    [Fact]
    public async Task Prune_WhoseStartWasNotWrittenDown_IsFoundByItsLease()
    {
        await PruningAsync();
        world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Status.Retention!.Pruning = null);

        await PassAsync();

        Assert.Equal((1, 1), (Retention.Pruning, Lease.LeaseTransitions));
    }

    [Fact]
    public async Task Run_DueWhilePruning_WaitsForTheEnd()
    {
        await PruningAsync();
        world.Cluster.Put(Given.Execution());

        await world.SettleAsync();
        Assert.Equal(ExecutionPhase.Pending, world.Manual.Status.Phase);
        await PassAsync();
        Assert.Equal("prune-uid-nightly", Lease.HolderIdentity);
        world.Agents.Finish(job => AgentStandIn.TaskOf(job).Verb is AgentVerb.Prune ? AgentStandIn.Success(job) : null);
        await PassAsync();

        Assert.Equal(ExecutionPhase.Succeeded, (await world.RunAsync()).Status.Phase);
        Assert.Equal(2, world.Manual.Status.FencingToken);
    }

    [Fact]
    public async Task Prune_ThatHoldsUpARunTooLong_IsEndedAndGoesOnAfterIt()
    {
        await PruningAsync();
        world.Cluster.Put(Given.Execution());
        await world.SettleAsync();
        world.Time.Advance(TimeSpan.FromMinutes(11));

        await PassAsync();
        Assert.DoesNotContain(world.Cluster.All<V1Job>(), job => AgentStandIn.TaskOf(job).Verb is AgentVerb.Prune);
        await PassAsync();
        Assert.Equal("", Lease.HolderIdentity);
        Assert.Equal(ExecutionPhase.Succeeded, (await world.RunAsync()).Status.Phase);
        await world.SettleAsync();
        await SurveyAsync();
        await PassAsync();

        Assert.Equal("prune-uid-nightly", Lease.HolderIdentity);
    }

    [Fact]
    public async Task Prune_OfAPolicyThatIsGone_HoldsUpNoneOfTheSameName()
    {
        await PruningAsync();
        world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Metadata.Uid = "uid-another");
        foreach (var job in world.Cluster.All<V1Job>())
        {
            await world.Cluster.DeleteAsync<V1Job>(job.Name(), job.Namespace(), new DeleteOptions(), Token);
        }

        world.Cluster.Put(Given.Execution());

        Assert.Equal(ExecutionPhase.Succeeded, (await world.RunAsync()).Status.Phase);
    }

    [Fact]
    public async Task Backup_ThatARestoreUses_IsHeld()
    {
        world.Cluster.Put(Given.Restore("old"));
        await PassAsync();

        var survey = Task(AgentVerb.Survey).Survey!;
        Assert.Equal(["backup-old"], survey.Held);
        Assert.Equal(["backup-new", "backup-old"], survey.Verified);
        Assert.Equal(["backup-new", "backup-old"], survey.Known);
    }

    [Fact]
    public async Task Backup_Announced_MayBeGoneFromTheStore()
    {
        await PruningAsync();

        Assert.Equal(["backup-new"], Task(AgentVerb.Prune).Prune!.Retention.Known);
    }

    [Theory]
    [InlineData(AgentVerb.Survey)]
    [InlineData(AgentVerb.Prune)]
    public async Task Agent_Fails_SaysSoAndRestsBeforeItIsTriedAgain(AgentVerb verb)
    {
        if (verb is AgentVerb.Prune)
        {
            await PruningAsync();
        }
        else
        {
            await PassAsync();
        }

        world.Agents.Finish(job => AgentStandIn.TaskOf(job).Verb == verb
            ? AgentStandIn.Failure(job, AgentExitCode.Integrity, Reason.IntegrityFailed, transient: false)
            : null);
        await PassAsync();

        Assert.Equal((Reason.IntegrityFailed, "as told: IntegrityFailed", 1), (Applied.Reason, Applied.Message, Retention.Failures));
        Assert.Equal(["new", "old"], Executions);
        var jobs = world.Agents.Started.Count;
        await PassAsync();
        world.Agents.Start();
        Assert.Equal(jobs, world.Agents.Started.Count);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await PassAsync();
        world.Agents.Start();
        Assert.Equal(jobs + 1, world.Agents.Started.Count);
    }

    [Fact]
    public async Task Key_ThatDoesNotOpenTheRepository_IsSaidOfAllBackups()
    {
        await PassAsync();
        world.Agents.Finish(job => AgentStandIn.Failure(job, AgentExitCode.BadInput, Reason.BadInput, transient: false));
        await PassAsync();

        Assert.Equal(
            (Reason.KeysMissing, "the stored backups could not be opened: as told: BadInput"),
            (Condition("EscrowController").Reason, Condition("EscrowController").Message));
    }

    [Theory]
    [InlineData("BeforeEffect", true)]
    [InlineData("BeforeEffect", false)]
    [InlineData("AfterEffect", true)]
    [InlineData("AfterEffect", false)]
    public async Task Prune_AnyOneRequestFails_EndsTheSame(string kind, bool loseStatus)
    {
        var fault = Enum.Parse<Fault>(kind);
        var requests = await new UpkeepControllerTests().PrunedAsync(failing: null, fault, loseStatus);
        Assert.InRange(requests, 15, 200);
        for (var failing = 0; failing < requests; failing++)
        {
            await new UpkeepControllerTests().PrunedAsync(failing, fault, loseStatus);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Condition Applied => Condition("UpkeepController");

    private Condition Condition(string type) => Policy.Status.Conditions.Single(condition => condition.Type == type);

    private Task<ReconciliationResult?> PassAsync() => world.NewPolicyPasses().OnceAsync("nightly");

    private async Task<int> PrunedAsync(int? failing, Fault fault, bool loseStatus)
    {
        await SurveyAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        var count = 0;
        world.Cluster.Faults = _ => count++ == failing ? fault : null;
        for (var round = 0; round < 12; round++)
        {
            var before = Policy.Status;
            try
            {
                await PassAsync();
            }
            catch (KubernetesException) when (loseStatus)
            {
                world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Status = before);
            }
            catch (KubernetesException)
            {
                // What the pass had written stays.
            }

            world.Agents.Finish(job => Result(job));
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["new"], Executions);
        Assert.Equal("", Lease.HolderIdentity);
        Assert.Equal((0, 0), (Retention.Expiring, Retention.Failures));
        return count;
    }

    private async Task PruningAsync()
    {
        await SurveyAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        await PassAsync();
        world.Agents.Start();
    }

    private async Task SurveyAsync()
    {
        await PassAsync();
        world.Agents.Finish(Result);
        await PassAsync();
    }

    // A store with what executions show; the old one goes.
    private AgentResult Result(V1Job job)
    {
        if (AgentStandIn.TaskOf(job).Survey is null)
        {
            return AgentStandIn.Success(job);
        }

        var expires = Executions.Contains("old");
        world.Cluster.SetLog(
            AgentStandIn.PodOf(job),
            Line(new RetentionEntry { Backup = "backup-old", RecoveryPoint = Given.Start }),
            Line(new RetentionEntry { Backup = "backup-new", RecoveryPoint = Given.Start, Keep = true, Reasons = "Last 1" }));
        return AgentStandIn.Success(job) with
        {
            Survey = new SurveyResult
            {
                Backups = Executions.Count(),
                Newest = "backup-new",
                Expiring = expires ? 1 : 0,
                Delete = expires ? ["backup-old"] : [],
                Listed = 2,
                SourceBytes = 2048,
                StoredBytes = 1024,
                Openable = Executions.Count(),
                DataKeys = 1,
            },
        };
    }

    private static string Line(RetentionEntry entry) =>
        JsonSerializer.Serialize(new AgentLine { Retention = entry }, ContractJsonContext.Default.AgentLine);

    private AgentTask Task(AgentVerb verb) =>
        world.Cluster.All<V1Job>().Select(AgentStandIn.TaskOf).Single(task => task.Verb == verb);

    private IEnumerable<AgentVerb> Verbs() => world.Cluster.All<V1Job>().Select(job => AgentStandIn.TaskOf(job).Verb);
}
