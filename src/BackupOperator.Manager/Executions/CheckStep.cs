using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Contract;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Locations;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Phase Verifying: a second pod, that knows only location, key and backup, reads it back, as far as the policy
/// says.</summary>
internal sealed class CheckStep(
    AgentJob builder, AgentJobs jobs, AgentLog log, StoreAlarm alarm, SharedDamage damage, RunEnding ending, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Takes a step.</summary>
    public async Task<ReconciliationResult<V1alpha1BackupExecution>> RunAsync(BackupRun run, CancellationToken cancellationToken)
    {
        var status = run.Execution.Status;
        var job = builder.ForCheck(run, status.Attempts);
        var outcome = await jobs.ObserveAsync(
            job, AgentVerb.Check, AgentTimeouts.Of(run.Policy).Start, started: false, cancellationToken);
        if (outcome is JobOutcome.Finished { Succeeded: true } finished)
        {
            return Judge(run, finished.Result.Check!);
        }

        if (AgentFailure.Of(outcome) is not { } failure)
        {
            return await FollowAsync(run, outcome, cancellationToken);
        }

        await alarm.RaiseAsync(failure, run.Location, job.Name(), cancellationToken);
        return StepRetry.After(failure, run, time.GetUtcSeconds()) is { } retry
            ? run.Execution.Waiting(Reason.IntegrityRunning, retry.Message, retry.Rest)
            : await GiveUpAsync(run, failure, (outcome as JobOutcome.Finished)?.Result.Check, cancellationToken);
    }

    // Which other backups are hurt is written down first: once this run has ended, nobody asks its agent again.
    private async Task<ReconciliationResult<V1alpha1BackupExecution>> GiveUpAsync(
        BackupRun run, AgentFailure failure, CheckResult? check, CancellationToken cancellationToken)
    {
        if (failure.Reason == Reason.IntegrityFailed && check is not null)
        {
            await damage.MarkAsync(run, check, failure.Message, cancellationToken);
        }

        return GiveUp(run, failure);
    }

    private ReconciliationResult<V1alpha1BackupExecution> Judge(BackupRun run, CheckResult check)
    {
        // An agent that found problems ends with another code; one that did not and counts some contradicts itself.
        if (check.Problems != 0)
        {
            return GiveUp(run, new AgentFailure(
                Reason.IntegrityFailed, $"the agent reports success and {check.Problems} problems", false, null));
        }

        if (check.Percent != run.Integrity.Percent)
        {
            return GiveUp(run, new AgentFailure(
                Reason.AgentFailed, $"the agent checked {check.Percent}% instead of {run.Integrity.Percent}%", false, null));
        }

        run.Execution.Status.RecordCheck(check, time.GetUtcSeconds());
        run.Execution.Status.Progress = "100%";
        return ending.Succeed(run.Execution);
    }

    private ReconciliationResult<V1alpha1BackupExecution> GiveUp(BackupRun run, AgentFailure failure)
    {
        var broken = failure.Reason == Reason.IntegrityFailed;
        run.Execution.Status.Integrity = broken ? IntegrityState.Failed : IntegrityState.Unknown;
        run.Execution.Status.IntegrityTime = broken ? time.GetUtcSeconds() : null;
        return ending.Fail(run.Execution, failure.Reason, broken
            ? $"the backup is stored and damaged: {failure.Message}"
            : $"the backup is stored and could not be read back: {failure.Message}");
    }

    private async Task<ReconciliationResult<V1alpha1BackupExecution>> FollowAsync(BackupRun run, JobOutcome outcome, CancellationToken cancellationToken)
    {
        var progress = outcome is JobOutcome.Running running
            ? await log.ReadProgressAsync(running.Pod, run.Execution.Namespace(), cancellationToken)
            : null;
        if (progress is { ExpectedBytes: > 0 and var expected })
        {
            run.Execution.Status.Progress = $"verifying {Math.Min(99, progress.ReadBytes * 100 / expected)}%";
            run.Execution.Status.TimeLeft = TimeLeft.Of(progress);
        }

        var work = progress?.Activity is { Length: > 0 } activity ? activity : "the backup is stored and is being read back";
        return run.Execution.Waiting(Reason.IntegrityRunning, StepMessage.Of(outcome, work), Poll);
    }
}
