using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Executions;

public sealed class ExecutionRunTests
{
    private readonly World world = new("orders", "users");

    public ExecutionRunTests() => world.Cluster.Put(Given.Execution());

    [Fact]
    public async Task Run_AllAgentsSucceed_IsAVerifiedBackup()
    {
        var execution = await world.RunAsync();

        var status = execution.Status;
        Assert.Equal(ExecutionPhase.Succeeded, status.Phase);
        Assert.Equal(IntegrityState.Passed, status.Integrity);
        Assert.Equal("20260301T010000Z-uid-manu", status.Backup);
        Assert.Equal(4096, status.ReadBytes);
        Assert.Equal("1 KiB", status.Stored);
        Assert.Equal(60, status.Rows);
        Assert.Equal("100%", status.Progress);
        Assert.Equal(1, status.FencingToken);
        Assert.Equal("s3://backups/uid-nightly/backups/20260301T010000Z-uid-manu/backup.json", status.Storage!.Address);
        Assert.Equal("backup-key", status.Storage.KeySecretName);
        Assert.Equal(
            ["manual-backup-orders-1", "manual-backup-users-1", "manual-commit-1", "manual-check-1"], world.Agents.Started);
        Assert.Equal(Reason.BackupStored, status.Conditions.Single(condition => condition.Type == "Ready").Reason);
    }

    [Fact]
    public async Task Run_Ended_GivesTheLeaseBackAndKeepsItsCount()
    {
        await world.RunAsync();
        await world.Executions.OnceAsync("manual");

        var lease = world.Cluster.One<V1Lease>("backup-nightly");
        Assert.Equal("", lease.Spec!.HolderIdentity);
        Assert.Equal(1, lease.Spec.LeaseTransitions);
        Assert.Equal("uid-nightly", lease.Metadata.OwnerReferences!.Single().Uid);
        Assert.Null(lease.GetAnnotation(Annotation.FrozenPolicy));
    }

    [Fact]
    public async Task Run_SecondPassInEveryState_ChangesNothing()
    {
        for (var round = 0; round < 8; round++)
        {
            await world.SettleAsync();
            var before = (world.Manual.Status.Phase, world.Manual.Status.Sources.ToList(), world.Cluster.All<V1Job>().Count());
            await world.SettleAsync();
            var after = (world.Manual.Status.Phase, world.Manual.Status.Sources.ToList(), world.Cluster.All<V1Job>().Count());
            Assert.Equal(before.Phase, after.Phase);
            Assert.Equal(before.Item2, after.Item2);
            Assert.Equal(before.Item3, after.Item3);
            world.Agents.Finish();
        }
    }

    [Fact]
    public async Task Commit_AfterSources_CarriesWhatTheirAgentsReportedAlthoughTheirJobsAreGone()
    {
        await world.SettleAsync();
        world.Agents.Finish(job => job.Name() == "manual-backup-orders-1" ? AgentStandIn.Success(job) : null);
        await world.SettleAsync();
        world.Cluster.Remove<V1Job>("manual-backup-orders-1");
        world.Agents.Finish();
        await world.SettleAsync();

        var task = AgentStandIn.TaskOf(world.Cluster.One<V1Job>("manual-commit-1")).Commit!;
        Assert.Equal(["orders", "users"], task.Sources.Select(source => source.Source));
        Assert.All(task.Sources, source => Assert.Equal("ab12", source.ManifestSha256));
        Assert.Equal(1, task.FencingToken);
    }

    [Fact]
    public async Task Progress_OfRunningAgents_IsShown()
    {
        await world.SettleAsync();
        world.Agents.Start();
        world.Cluster.SetLog(
            "manual-backup-orders-1-pod",
            """{"progress":{"activity":"old","readBytes":1,"expectedBytes":1000}}""",
            "pg_dump: a line that is not ours",
            """{"progress":{"activity":"dumping database orders","readBytes":420,"expectedBytes":1000,"readBytesPerSecond":42}}""",
            """{"progress":{"activity":"cut""");
        var result = await world.SettleAsync();

        Assert.Equal("42%", world.Manual.Status.Progress);
        Assert.Equal(420, world.Manual.Status.ReadBytes);
        Assert.Equal(42, world.Manual.Status.ReadBytesPerSecond);
        Assert.Equal(Reason.AgentRunning, result.Reason);
        Assert.Contains("orders: dumping database orders", result.Message, StringComparison.Ordinal);

        // How long the run takes is known when it is known of each source.
        Assert.Null(world.Manual.Status.TimeLeft);
        world.Cluster.SetLog(
            "manual-backup-users-1-pod",
            """{"progress":{"activity":"dumping","readBytes":100,"expectedBytes":200,"readBytesPerSecond":10}}""");
        await world.SettleAsync();
        Assert.Equal("14s", world.Manual.Status.TimeLeft);
    }

    [Fact]
    public async Task Source_TransientFailure_IsTriedAgainAfterARest()
    {
        await world.SettleAsync();
        world.Agents.Finish(job => Fail(job, "orders", transient: true));
        var resting = await world.SettleAsync();
        Assert.DoesNotContain("manual-backup-orders-2", world.Cluster.All<V1Job>().Select(job => job.Name()));
        Assert.Contains("next one in 10s", resting.Message, StringComparison.Ordinal);

        world.Time.Advance(TimeSpan.FromSeconds(10));
        var execution = await world.RunAsync();

        Assert.Equal(ExecutionPhase.Succeeded, execution.Status.Phase);
        Assert.Equal(2, execution.Status.Sources[0].Attempt);
        Assert.Equal(1, execution.Status.Sources[1].Attempt);
    }

    [Fact]
    public async Task Source_TransientFailureWithoutTriesLeft_FailsTheRun()
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            await world.SettleAsync();
            world.Agents.Finish(job => Fail(job, "orders", transient: true));
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await world.SettleAsync();

        Assert.Equal(ExecutionPhase.Failed, world.Manual.Status.Phase);
        Assert.Null(world.Cluster.Find<V1Job>("manual-backup-orders-3"));
    }

    [Fact]
    public async Task Source_FailsForGood_EndsTheOthersAndTheRun()
    {
        await world.SettleAsync();
        world.Agents.Finish(job => Fail(job, "orders", transient: false, leaveOthers: true));
        var ending = await world.SettleAsync();
        Assert.Equal(ReconciliationOutcome.Waiting, ending.Outcome);
        Assert.Null(world.Cluster.Find<V1Job>("manual-backup-users-1"));
        Assert.NotNull(world.Cluster.Find<V1Job>("manual-backup-orders-1"));

        var end = await world.SettleAsync();

        Assert.Equal(ExecutionPhase.Failed, world.Manual.Status.Phase);
        Assert.Equal((ReconciliationOutcome.Stalled, Reason.SourceUnreachable), (end.Outcome, end.Reason));
        Assert.Contains("source orders", end.Message, StringComparison.Ordinal);
        Assert.Null(world.Manual.Status.Storage);
        Assert.Null(world.Manual.Status.Integrity);
        Assert.Null(world.Cluster.Find<V1Job>("manual-commit-1"));
    }

    [Fact]
    public async Task Source_StoreUnreachable_HasTheLocationInspected()
    {
        await world.SettleAsync();
        world.Agents.Finish(job => AgentStandIn.Failure(job, AgentExitCode.StoreUnreachable, Reason.StoreUnreachable, true));
        await world.SettleAsync();

        Assert.StartsWith("manual-backup-", world.Cluster.One<V1alpha1BackupStorageLocation>("primary").GetAnnotation(Annotation.InspectNow)!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_DeletedByHandInTheMiddle_IsALostTryAndNotStartedUnderTheSameName()
    {
        await world.SettleAsync();
        world.Agents.Start();
        world.Cluster.Remove<V1Job>("manual-backup-orders-1");
        await world.SettleAsync();

        Assert.Null(world.Cluster.Find<V1Job>("manual-backup-orders-1"));
        Assert.NotNull(world.Cluster.Find<V1Job>("manual-backup-orders-2"));
    }

    [Theory]
    [InlineData(AgentExitCode.Integrity, Reason.IntegrityFailed, IntegrityState.Failed)]
    [InlineData(AgentExitCode.BadInput, Reason.BadInput, IntegrityState.Unknown)]
    public async Task Check_Fails_TheRunFailsAndTheStoredBackupStaysOnRecord(AgentExitCode code, string reason, IntegrityState integrity)
    {
        for (var round = 0; round < 4; round++)
        {
            await world.SettleAsync();
            world.Agents.Finish(job => AgentStandIn.TaskOf(job).Verb is AgentVerb.Check
                ? AgentStandIn.Failure(job, code, reason, false)
                : AgentStandIn.Success(job));
        }

        Assert.Equal(ExecutionPhase.Failed, world.Manual.Status.Phase);
        Assert.Equal(integrity, world.Manual.Status.Integrity);
        Assert.NotNull(world.Manual.Status.Storage);
        Assert.Equal(reason, world.Manual.Status.Conditions.Single(condition => condition.Type == "Ready").Reason);
    }

    [Fact]
    public async Task Commit_LostOnce_IsTriedAgainUnderTheNextNumber()
    {
        await world.SettleAsync();
        world.Agents.Finish();
        await world.SettleAsync();
        world.Agents.Start();
        world.Agents.End("manual-commit-1", 137, null);
        await world.SettleAsync();
        world.Time.Advance(TimeSpan.FromSeconds(10));
        var execution = await world.RunAsync();

        Assert.Equal(ExecutionPhase.Succeeded, execution.Status.Phase);
        Assert.Contains("manual-commit-2", world.Agents.Started);
    }

    [Fact]
    public async Task Commit_LostAfterEveryRetryOfThePolicy_IsTriedUntilTheTruthIsKnown()
    {
        await LoseCommitsAsync(5);
        var execution = await world.RunAsync();

        Assert.Equal(ExecutionPhase.Succeeded, execution.Status.Phase);
        Assert.Contains("manual-commit-6", world.Agents.Started);
    }

    [Fact]
    public async Task Commit_LostForGood_FailsSaysSoAndHasTheStoreInspected()
    {
        await LoseCommitsAsync(7);

        Assert.Equal(ExecutionPhase.Failed, world.Manual.Status.Phase);
        Assert.DoesNotContain("manual-commit-8", world.Agents.Started);
        var message = world.Manual.Status.Conditions.Single(condition => condition.Type == "Ready").Message;
        Assert.Contains("is not known", message, StringComparison.Ordinal);
        var location = world.Cluster.One<V1alpha1BackupStorageLocation>("primary");
        Assert.Equal("manual-commit-7", location.GetAnnotation(Annotation.InspectNow));
    }

    [Fact]
    public async Task Commit_RefusedByItsAgent_IsNotTriedAgain()
    {
        await world.SettleAsync();
        world.Agents.Finish();
        await world.SettleAsync();
        world.Agents.Finish(job => AgentStandIn.Failure(job, AgentExitCode.BadInput, Reason.BadInput, transient: false));
        await world.SettleAsync();

        Assert.Equal(ExecutionPhase.Failed, world.Manual.Status.Phase);
        Assert.DoesNotContain("manual-commit-2", world.Cluster.All<V1Job>().Select(job => job.Name()));
    }

    [Fact]
    public async Task PolicyName_ChangedInTheMiddle_IsNamedAndTheRunEndsAndFreesItsPolicy()
    {
        await world.SettleAsync();
        world.Agents.Start();
        world.Change<V1alpha1BackupExecution>(
            "manual", execution => execution.Spec = execution.Spec with { PolicyName = "another" });
        await world.SettleAsync();
        await world.SettleAsync();

        Assert.Equal(ExecutionPhase.Failed, world.Manual.Status.Phase);
        var ready = world.Manual.Status.Conditions.Single(condition => condition.Type == "Ready");
        Assert.Equal(Reason.SpecInvalid, ready.Reason);
        Assert.StartsWith("spec.policyName: was nightly", ready.Message, StringComparison.Ordinal);
        Assert.Empty(world.Cluster.All<V1Job>());
        await world.SettleAsync();
        Assert.Equal("", world.Cluster.One<V1Lease>("backup-nightly").Spec!.HolderIdentity);
    }

    [Fact]
    public async Task Policy_ChangedInTheMiddle_ChangesNothingOfTheRun()
    {
        await world.SettleAsync();
        world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Spec = policy.Spec with
        {
            Sources = [],
            Encryption = new EncryptionSpec { KeySecretName = "another" },
        });
        world.Change<V1alpha1BackupStorageLocation>("primary", location => location.Spec = location.Spec with { Prefix = "elsewhere" });
        var execution = await world.RunAsync();

        Assert.Equal(ExecutionPhase.Succeeded, execution.Status.Phase);
        var check = AgentStandIn.TaskOf(world.Cluster.One<V1Job>("manual-check-1"));
        Assert.Equal(("prod", "backup-key"), (check.Store.Prefix, check.Key!.SecretName));
    }

    [Fact]
    public async Task Policy_DeletedInTheMiddle_TheRunGoesOn()
    {
        await world.SettleAsync();
        world.Cluster.Remove<V1alpha1BackupPolicy>("nightly");

        Assert.Equal(ExecutionPhase.Succeeded, (await world.RunAsync()).Status.Phase);
    }

    [Fact]
    public async Task Lease_TakenByHandInTheMiddle_EndsTheRun()
    {
        await world.SettleAsync();
        world.Agents.Start();
        world.Cluster.Remove<V1Lease>("backup-nightly");
        await world.SettleAsync();
        await world.SettleAsync();

        Assert.Equal(ExecutionPhase.Failed, world.Manual.Status.Phase);
        Assert.Equal(Reason.LeaseLost, world.Manual.Status.Conditions.Single(condition => condition.Type == "Ready").Reason);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    private async Task LoseCommitsAsync(int times)
    {
        await world.SettleAsync();
        world.Agents.Finish();
        for (var attempt = 1; attempt <= times; attempt++)
        {
            await world.SettleAsync();
            world.Agents.Start();
            world.Agents.End($"manual-commit-{attempt}", 137, null);
            await world.SettleAsync();
            world.Time.Advance(TimeSpan.FromMinutes(5));
        }
    }

    private static AgentResult? Fail(V1Job job, string source, bool transient, bool leaveOthers = false)
    {
        if (AgentStandIn.TaskOf(job).Backup?.Source.Name == source)
        {
            return AgentStandIn.Failure(job, AgentExitCode.SourceUnreachable, Reason.SourceUnreachable, transient);
        }

        return leaveOthers ? null : AgentStandIn.Success(job);
    }
}
