using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Policies;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Restores;

/// <summary>Chooses the execution whose backup is restored.</summary>
internal static class BackupChoice
{
    // The newest are what is wanted; a message with all of a store's backups would be read by nobody.
    private const int Named = 5;

    /// <summary>Why an execution's backup cannot be restored; null when it can.</summary>
    /// <param name="name">The execution's name.</param>
    /// <param name="execution">The execution; null when it does not exist.</param>
    public static Refusal? Evaluate(string name, V1alpha1BackupExecution? execution)
    {
        if (execution is null)
        {
            return new Refusal(Reason.BackupNotFound, $"BackupExecution {name} does not exist");
        }

        var status = execution.Status;
        if (status is not { IsTerminal: true, Storage: { } storage, Backup: { } backup })
        {
            return new Refusal(
                Reason.BackupNotFound, $"BackupExecution {name} is {status.Phase?.ToString() ?? "new"}: it is no complete backup");
        }

        var damage = status.Integrity is IntegrityState.Failed or IntegrityState.Suspect;
        if (status.Phase is ExecutionPhase.Succeeded && !damage)
        {
            return null;
        }

        var problem = damage ? $"was found damaged{Detail(status)}" : "was not read back";
        return new Refusal(
            Reason.BackupNotFound,
            $"backup {backup} of BackupExecution {name} is stored, but {problem}; choose another, or restore what is left of it by "
                + $"backup.stored (locationName: {storage.LocationName}, policyUid: {storage.PolicyUid}, backup: {backup})");
    }

    /// <summary>The newest backup of a policy that was read back; where none was, null: a backup that nobody has read back is
    /// restored by naming it.</summary>
    /// <param name="executions">Those of the policy's namespace.</param>
    /// <param name="policyUid">The policy object's: a name may have been another's before.</param>
    public static V1alpha1BackupExecution? NewestVerified(IEnumerable<V1alpha1BackupExecution> executions, string policyUid) => executions
        .Where(execution => execution.PolicyUid() == policyUid)
        .Where(execution => PolicyRuns.IsVerified(execution) && execution.Status.Storage is not null)
        .OrderByDescending(execution => execution.Status.RecoveryPoint)
        .ThenByDescending(execution => execution.Name(), StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Why no backup can be chosen by a policy's name, and which executions can be named instead.</summary>
    /// <param name="policyName">The name.</param>
    /// <param name="policy">The policy object; null when there is none.</param>
    /// <param name="executions">Those of its namespace.</param>
    public static Refusal Explain(
        string policyName, V1alpha1BackupPolicy? policy, IEnumerable<V1alpha1BackupExecution> executions)
    {
        var others = executions
            .Where(execution => execution.Spec.PolicyName == policyName && Evaluate(execution.Name(), execution) is null)
            .OrderByDescending(execution => execution.Status.RecoveryPoint)
            .ThenByDescending(execution => execution.Name(), StringComparer.Ordinal)
            .ToList();
        var former = others.Where(execution => execution.PolicyUid() != policy?.Uid()).ToList();
        var problem = policy is null
            ? $"BackupPolicy {policyName} does not exist"
            : $"BackupPolicy {policyName} has no backup that was read back";
        if (former.Count == 0 || former.Count < others.Count)
        {
            return new Refusal(Reason.BackupNotFound, $"{problem}; {Advice(others)}");
        }

        // A policy that exists may have a backup of its own in a moment: that one is waited for.
        return new Refusal(
            policy is null ? Reason.BackupOfFormerPolicy : Reason.BackupNotFound,
            $"{problem}, and backups of a former BackupPolicy of this name, which may hold another database, are not chosen by "
                + $"themselves; {Advice(former)}");
    }

    private static string Detail(BackupExecutionStatus status) => status.IntegrityMessage is { } message ? $" ({message})" : "";

    private static string Advice(List<V1alpha1BackupExecution> others)
    {
        if (others.Count == 0)
        {
            return "name a backup by backup.executionName or backup.stored";
        }

        var more = others.Count > Named ? $" and {others.Count - Named} more" : "";
        return $"by backup.executionName can be restored: {string.Join(", ", others.Take(Named).Select(Describe))}{more}";
    }

    private static string Describe(V1alpha1BackupExecution execution) => execution.Status.RecoveryPoint is { } point
        ? $"{execution.Name()} (of {PolicyVerdict.Instant(point)})"
        : execution.Name();
}
