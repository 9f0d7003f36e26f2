using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Manager.Jobs;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Executions;

/// <summary>Brings runs to their end: first their agents, then their status; the lease goes in the pass after, when the end is
/// written down.</summary>
internal sealed class RunEnding(AgentJobs jobs, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    // The pass after the end gives the lease back.
    private static readonly TimeSpan Release = TimeSpan.FromSeconds(1);

    /// <summary>Ends the agents that still work, then the run as failed.</summary>
    public async Task<ReconciliationResult<V1alpha1BackupExecution>> FailAsync(
        V1alpha1BackupExecution execution, string reason, string message, CancellationToken cancellationToken) =>
        await jobs.EndAsync(execution, Label.Execution, cancellationToken) > 0
            ? execution.Waiting(reason, $"{message}; the other agents are being ended", Poll)
            : Fail(execution, reason, message);

    /// <summary>Ends the agents that still work, then the run as cancelled.</summary>
    public async Task<ReconciliationResult<V1alpha1BackupExecution>> CancelAsync(
        V1alpha1BackupExecution execution, string message, CancellationToken cancellationToken)
    {
        if (await jobs.EndAsync(execution, Label.Execution, cancellationToken) > 0)
        {
            return execution.Waiting(Reason.Cancelled, $"{message}; the agents are being ended", Poll);
        }

        execution.Status.End(ExecutionPhase.Cancelled, time.GetUtcSeconds());
        return execution.Stalled(Reason.Cancelled, $"{message}; there is no backup", Release);
    }

    /// <summary>Ends the run as failed; no agent of it works any more.</summary>
    public ReconciliationResult<V1alpha1BackupExecution> Fail(V1alpha1BackupExecution execution, string reason, string message)
    {
        execution.Status.End(ExecutionPhase.Failed, time.GetUtcSeconds());
        return execution.Stalled(reason, message, Release);
    }

    /// <summary>Ends the run: the backup is stored and was read back.</summary>
    public ReconciliationResult<V1alpha1BackupExecution> Succeed(V1alpha1BackupExecution execution)
    {
        var status = execution.Status;
        status.End(ExecutionPhase.Succeeded, time.GetUtcSeconds());
        var check = status.Integrity is IntegrityState.Sampled ? $", {status.IntegrityCheck?.Percent}% of its packs" : "";
        var keys = status.Keys?.Message is { } message ? $"; {message}" : "";
        return execution.Ready(
            Reason.BackupStored, $"{status.Read} read, {status.Stored} stored and read back{check} in {status.Duration}{keys}", Release);
    }
}
