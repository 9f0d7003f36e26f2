using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Contract;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Locations;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Phase Committing: the commit point. Until the record exists there is no backup.</summary>
/// <remarks>The verb is idempotent, so a try that was lost is made good by the next one, whether it had written the record or
/// not: it goes on beyond the policy's own retries, because what it would throw away is a whole backup.</remarks>
internal sealed class CommitStep(AgentJob builder, AgentJobs jobs, StoreAlarm alarm, RunEnding ending, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    // With the rests between them some ten minutes: longer than a node takes to come back or to be given up.
    private const int LeastRetries = 6;

    /// <summary>Takes a step.</summary>
    public async Task<ReconciliationResult<V1alpha1BackupExecution>> RunAsync(BackupRun run, CancellationToken cancellationToken)
    {
        var status = run.Execution.Status;
        var job = builder.ForCommit(run, status.Sources.Select(source => source.ToResult()), status.Attempts);
        var outcome = await jobs.ObserveAsync(
            job, AgentVerb.Commit, AgentTimeouts.Of(run.Policy).Start, started: false, cancellationToken);
        if (outcome is JobOutcome.Finished { Succeeded: true } finished)
        {
            status.Commit(run, finished.Result.Commit!);
            return run.Execution.Waiting(Reason.IntegrityRunning, "the backup is stored and is being read back", TimeSpan.Zero);
        }

        if (AgentFailure.Of(outcome) is not { } failure)
        {
            return run.Execution.Waiting(Reason.Committing, StepMessage.Of(outcome, "the backup's record is being written"), Poll);
        }

        await alarm.RaiseAsync(failure, run.Location, job.Name(), cancellationToken);
        if (failure.Reason == Reason.LeaseLost)
        {
            // The store knows a later run than this cluster does: what it holds is imported, and tokens go on from there.
            await alarm.InspectAsync(run.Location, job.Name(), cancellationToken);
        }

        return MayBeWritten(outcome, failure)
            ? await FindOutAsync(run, failure, job.Name(), cancellationToken)
            : ending.Fail(
                run.Execution,
                failure.Reason,
                $"all data is stored, but not the record that makes it a backup: {failure.Message}");
    }

    // An agent that says what is wrong for good has written nothing; one that was lost, or got no answer, may have.
    private static bool MayBeWritten(JobOutcome outcome, AgentFailure failure) =>
        failure.Transient || outcome is JobOutcome.Lost { Reason: not Reason.AgentNotStarted };

    private async Task<ReconciliationResult<V1alpha1BackupExecution>> FindOutAsync(
        BackupRun run, AgentFailure failure, string job, CancellationToken cancellationToken)
    {
        if (run.Execution.Status.Attempts <= Math.Max(run.Limits.Retries, LeastRetries))
        {
            var retry = StepRetry.Next(failure, run, time.GetUtcSeconds());
            return run.Execution.Waiting(Reason.Committing, retry.Message, retry.Rest);
        }

        // Nobody knows whether the record exists: the next inspection does, and shows the backup that it finds.
        await alarm.InspectAsync(run.Location, job, cancellationToken);
        return ending.Fail(
            run.Execution,
            failure.Reason,
            "all data is stored, but whether the record that makes it a backup was written is not known; if it was, the "
                + $"next inspection of BackupStorageLocation {run.Location.Name()} imports the backup: {failure.Message}");
    }
}
