using BackupOperator.Api;
using BackupOperator.Api.Contract;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Locations;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Executions;

/// <summary>Phase Committing: the commit point. Until the record exists there is no backup; the verb is idempotent, so a try that
/// was lost is made good by the next one, whether it had written the record or not.</summary>
internal sealed class CommitStep(AgentJob builder, AgentJobs jobs, StoreAlarm alarm, RunEnding ending, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    /// <summary>Takes a step.</summary>
    public async Task<ReconciliationResult> RunAsync(BackupRun run, CancellationToken cancellationToken)
    {
        var status = run.Execution.Status;
        var job = builder.ForCommit(run, status.Sources.Select(source => source.ToResult()), status.Attempts);
        var outcome = await jobs.ObserveAsync(
            job, AgentVerb.Commit, Duration.Parse(run.Limits.StartTimeout) ?? default, started: false, cancellationToken);
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
        return StepRetry.After(failure, run, time.GetUtcSeconds()) is { } retry
            ? run.Execution.Waiting(Reason.Committing, retry.Message, retry.Rest)
            : ending.Fail(run.Execution, failure.Reason, $"all data is stored, but not the record that makes it a backup: {failure.Message}");
    }
}
