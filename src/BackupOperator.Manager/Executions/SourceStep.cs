using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Locations;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Brings one source a step further: starts its agent, follows it, tries again what may pass by itself.</summary>
internal sealed class SourceStep(AgentJob builder, AgentJobs jobs, AgentLog log, StoreAlarm alarm, TimeProvider time)
{
    /// <summary>Takes the step.</summary>
    /// <param name="run">The run.</param>
    /// <param name="source">The source of its policy.</param>
    /// <param name="status">What was last seen of it.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>What is seen of it now.</returns>
    public async Task<SourceStatus> AdvanceAsync(
        BackupRun run, BackupSource source, SourceStatus status, CancellationToken cancellationToken)
    {
        if (status.Phase is SourceProgress.Succeeded or SourceProgress.Failed)
        {
            return status;
        }

        var attempt = Math.Max(1, status.Attempt);
        var job = builder.ForSource(run, source, attempt);
        var outcome = await ObserveAsync(run, job, started: status.Attempt > 0, cancellationToken);
        if (AgentFailure.Of(outcome) is not { } failure)
        {
            return await FollowAsync(run, status, attempt, outcome, cancellationToken);
        }

        await alarm.RaiseAsync(failure, run.Location, job.Name(), cancellationToken);
        return await AfterFailureAsync(run, source, status with { Attempt = attempt }, job, failure, cancellationToken);
    }

    private async Task<SourceStatus> AfterFailureAsync(
        BackupRun run, BackupSource source, SourceStatus status, V1Job job, AgentFailure failure, CancellationToken cancellationToken)
    {
        if (!failure.Transient || status.Attempt > run.Limits.Retries)
        {
            return status.GivenUp(failure);
        }

        var rest = RetryDelay.Remaining(status.Attempt, failure.Time, time.GetUtcSeconds());
        if (rest > TimeSpan.Zero)
        {
            return status.Resting(failure, rest);
        }

        // What was lost may be alive on a node that does not answer: it must not come back beside the next try.
        if (failure.Reason == Reason.AgentLost)
        {
            await jobs.DeleteAsync(job, cancellationToken);
        }

        var next = status.Attempt + 1;
        var outcome = await ObserveAsync(run, builder.ForSource(run, source, next), started: false, cancellationToken);
        return await FollowAsync(run, status, next, outcome, cancellationToken);
    }

    private async Task<SourceStatus> FollowAsync(
        BackupRun run, SourceStatus status, int attempt, JobOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case JobOutcome.Finished { Succeeded: true } finished:
                return (status with { Attempt = attempt }).Done(finished.Result.Backup!);
            case JobOutcome.Running running:
                var progress = await log.ReadProgressAsync(running.Pod, run.Execution.Namespace(), cancellationToken);
                return status.AtWork(attempt, progress);
            case JobOutcome.NotStarted waiting:
                return status.Starting(attempt, waiting.Message);
            default:
                // A try that failed before its first look is judged on the next pass, under its own number.
                return status.Starting(attempt, "");
        }
    }

    private Task<JobOutcome> ObserveAsync(BackupRun run, V1Job job, bool started, CancellationToken cancellationToken) =>
        jobs.ObserveAsync(job, AgentVerb.Backup, AgentTimeouts.Of(run.Policy).Start, started, cancellationToken);
}
