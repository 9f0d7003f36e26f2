using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Manager.Policies;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Restores;

/// <summary>Chooses the execution whose backup is restored.</summary>
internal static class BackupChoice
{
    /// <summary>Why an execution's backup cannot be restored; null when it can.</summary>
    /// <param name="name">The execution's name.</param>
    /// <param name="execution">The execution; null when it does not exist.</param>
    public static Refusal? Evaluate(string name, V1alpha1BackupExecution? execution)
    {
        if (execution is null)
        {
            return new Refusal(Reason.BackupNotFound, $"BackupExecution {name} does not exist");
        }

        return execution.Status is { Phase: ExecutionPhase.Succeeded, Storage: not null, Backup: not null }
            ? null
            : new Refusal(
                Reason.BackupNotFound, $"BackupExecution {name} is {execution.Status.Phase?.ToString() ?? "new"}: it is no complete backup");
    }

    /// <summary>The newest backup of a policy that was read back; where none was, null: a backup that nobody has read back is
    /// restored by naming it.</summary>
    public static V1alpha1BackupExecution? NewestVerified(IEnumerable<V1alpha1BackupExecution> executions, string policyName) => executions
        .Where(execution => execution.Spec.PolicyName == policyName)
        .Where(execution => PolicyRuns.IsVerified(execution) && execution.Status.Storage is not null)
        .OrderByDescending(execution => execution.Status.RecoveryPoint)
        .ThenByDescending(execution => execution.Name(), StringComparer.Ordinal)
        .FirstOrDefault();
}
