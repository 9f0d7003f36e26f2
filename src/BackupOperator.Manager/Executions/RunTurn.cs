using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Orders the runs of a policy: one at a time, the oldest first.</summary>
internal static class RunTurn
{
    /// <summary>Why it is not this execution's turn; null when it is.</summary>
    /// <param name="execution">The execution.</param>
    /// <param name="policy">Its policy.</param>
    /// <param name="all">All executions of its namespace.</param>
    /// <param name="lease">The lease of its policy; null when there is none.</param>
    public static Refusal? Evaluate(
        V1alpha1BackupExecution execution,
        V1alpha1BackupPolicy policy,
        IReadOnlyCollection<V1alpha1BackupExecution> all,
        V1Lease? lease)
    {
        if (PolicyLease.IsHeldForPrune(lease, policy))
        {
            return new Refusal(Reason.WaitingForTurn, "backups of the policy that expired are being deleted; that ends soon, or is ended");
        }

        var holder = lease?.Spec?.HolderIdentity is { Length: > 0 } uid ? all.FirstOrDefault(other => other.Uid() == uid) : null;
        if (holder is { Status.IsTerminal: false } && holder.Uid() != execution.Uid())
        {
            return new Refusal(Reason.WaitingForTurn, $"BackupExecution {holder.Name()} of the same policy is running");
        }

        var first = all.Where(other => Queues(other, execution.Spec.PolicyName)).Append(execution)
            .OrderBy(other => other.CreationTimestamp() ?? DateTimeOffset.MinValue)
            .ThenBy(other => other.Name(), StringComparer.Ordinal)
            .First();
        return first.Uid() == execution.Uid()
            ? null
            : new Refusal(Reason.WaitingForTurn, $"BackupExecution {first.Name()} of the same policy comes first");
    }

    private static bool Queues(V1alpha1BackupExecution other, string policyName) =>
        other.Spec.PolicyName == policyName
        && other.Spec.Import is null
        && other.Spec.Cancel != true
        && other.DeletionTimestamp() is null
        && !other.Status.IsTerminal;
}
