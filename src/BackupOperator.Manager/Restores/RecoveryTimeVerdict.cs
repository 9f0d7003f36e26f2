using BackupOperator.Api;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Restores;

/// <summary>Judges the time that a restore takes, from its request to its end, by its objective.</summary>
internal static class RecoveryTimeVerdict
{
    // A cancelled restore stays without a verdict; nothing has to be looked at again.
    private static readonly TimeSpan Later = TimeSpan.FromDays(1);

    /// <summary>The verdict: met, not met, or not known yet.</summary>
    public static ReconciliationResult<V1alpha1RestoreOperation> Judge(V1alpha1RestoreOperation restore, DateTimeOffset now)
    {
        var status = restore.Status;
        var wanted = status.RecoveryTimeObjective ?? restore.Spec.RecoveryTimeObjective;
        if (!Duration.TryParse(wanted, out var objective) || status.StartTime is not { } start)
        {
            // Nothing was promised, so there is no verdict to show.
            return restore.Unchanged();
        }

        var taken = (status.CompletionTime ?? now) - start;
        if (taken > objective)
        {
            return restore.Stalled(Reason.ObjectiveExceeded, $"{Duration.Format(taken)} of {wanted}");
        }

        return status.Phase switch
        {
            RestorePhase.Succeeded => restore.Ready(Reason.WithinObjective, $"{Duration.Format(taken)} of {wanted}"),
            RestorePhase.Failed => restore.Stalled(Reason.ObjectiveExceeded, $"the restore failed after {Duration.Format(taken)}"),
            RestorePhase.Cancelled => restore.Waiting(Reason.Cancelled, "the restore was cancelled", Later),
            _ => restore.Waiting(Reason.AgentRunning, $"due within {wanted}", objective - taken),
        };
    }
}
