using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Tests.Policies;

public sealed class RecoveryPointControllerTests
{
    private readonly PolicyBench bench = new PolicyBench("2026-11-20T12:00:00Z").WithLocation().WithPolicy();

    private ReconciliationResult Verdict => bench.Results[1];

    [Fact]
    public async Task Objective_IsMet_TurnsAtTheExactInstantWithoutANewRun()
    {
        Objective("24h");
        bench.Cluster.Put(Given.Execution("run", ExecutionPhase.Succeeded, "2026-11-20T01:00:00Z"));
        await bench.PassAsync();
        Assert.Equal((ReconciliationOutcome.Ready, Reason.WithinObjective), (Verdict.Outcome, Verdict.Reason));
        Assert.Equal(
            "BackupExecution run brings back 2026-11-20T01:00:00Z; the objective of 1d is met until 2026-11-21T01:00:00Z",
            Verdict.Message);

        await bench.PassAtAsync("2026-11-21T01:00:00Z");
        Assert.Equal((ReconciliationOutcome.Ready, TimeSpan.FromTicks(1)), (Verdict.Outcome, Verdict.After!.Value));
        bench.Time.Advance(Verdict.After.Value);
        await bench.PassAsync();
        Assert.Equal((ReconciliationOutcome.Stalled, Reason.ObjectiveExceeded), (Verdict.Outcome, Verdict.Reason));
    }

    [Fact]
    public async Task RecoveryPoint_IsTheNewestThatWasReadBack()
    {
        bench.Cluster.Put(Given.Execution("older", ExecutionPhase.Succeeded, "2026-11-20T01:00:00Z"));
        var unverified = Given.Execution("unverified", ExecutionPhase.Succeeded, "2026-11-20T03:00:00Z");
        unverified.Status.Integrity = IntegrityState.Unknown;
        bench.Cluster.Put(unverified);
        var failed = Given.Execution("failed", ExecutionPhase.Failed, "2026-11-20T04:00:00Z");
        failed.Status.RecoveryPoint = DateTimeOffset.Parse("2026-11-20T04:00:00Z");
        bench.Cluster.Put(failed);
        var foreign = Given.Execution("foreign", ExecutionPhase.Succeeded, "2026-11-20T05:00:00Z");
        foreign.Spec = foreign.Spec with { PolicyName = "another" };
        bench.Cluster.Put(foreign);

        await bench.PassAsync();
        Assert.Equal(DateTimeOffset.Parse("2026-11-20T01:00:00Z"), bench.Policy.Status.RecoveryPoint);
    }

    [Fact]
    public async Task Backup_WasImported_CountsAsRecoveryPoint()
    {
        Objective("24h");
        bench.Cluster.Put(Given.Imported("imported", "2026-11-20T02:00:00Z"));
        await bench.PassAsync();
        Assert.Equal(DateTimeOffset.Parse("2026-11-20T02:00:00Z"), bench.Policy.Status.RecoveryPoint);
        Assert.Equal(ReconciliationOutcome.Ready, Verdict.Outcome);
    }

    [Fact]
    public async Task Policy_MadeAnewUnderItsName_IsNotMetByBackupsOfTheFormerOne()
    {
        Objective("24h");
        var former = Given.Execution("former", ExecutionPhase.Succeeded, "2026-11-20T05:00:00Z");
        former.Status.Storage = Given.Stored("of-the-former-policy");
        bench.Cluster.Put(former);
        bench.Cluster.Put(Given.Imported("imported", "2026-11-20T06:00:00Z", policyUid: "of-another-cluster"));
        var unknown = Given.Execution("unknown", ExecutionPhase.Succeeded, "2026-11-20T07:00:00Z");
        unknown.Status.Storage = null;
        bench.Cluster.Put(unknown);
        await bench.PassAsync();

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.NoRecoveryPoint), (Verdict.Outcome, Verdict.Reason));
        Assert.Null(bench.Policy.Status.RecoveryPoint);
        Assert.Null(bench.Policy.Status.LastBackup);
    }

    [Fact]
    public async Task Backup_DoesNotExist_MissesTheObjective()
    {
        Objective("24h");
        await bench.PassAsync();
        Assert.Equal((ReconciliationOutcome.Stalled, Reason.NoRecoveryPoint), (Verdict.Outcome, Verdict.Reason));
        Assert.Null(bench.Policy.Status.RecoveryPoint);
    }

    [Fact]
    public async Task Objective_IsNotSet_IsNotJudged()
    {
        await bench.PassAsync();
        Assert.Equal((ReconciliationOutcome.Waiting, Reason.NoObjective), (Verdict.Outcome, Verdict.Reason));
    }

    private void Objective(string rpo) => bench.Change(spec => spec with { Objectives = new ObjectivesSpec { Rpo = rpo } });
}
