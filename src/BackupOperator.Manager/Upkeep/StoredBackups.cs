using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Manager.Policies;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Upkeep;

/// <summary>What the cluster knows of a policy's stored backups. Pure.</summary>
internal static class StoredBackups
{
    /// <summary>The finished executions that show a backup of the policy in its location.</summary>
    public static IReadOnlyList<V1alpha1BackupExecution> Of(
        V1alpha1BackupPolicy policy, IEnumerable<V1alpha1BackupExecution> executions) =>
        [.. executions.Where(execution => Shows(execution.Status, policy))];

    /// <summary>What an agent must know that the store cannot tell.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="stored">The executions that show its backups.</param>
    /// <param name="restores">The restores of the namespace.</param>
    public static RetentionTask Describe(
        V1alpha1BackupPolicy policy,
        IReadOnlyCollection<V1alpha1BackupExecution> stored,
        IEnumerable<V1alpha1RestoreOperation> restores)
    {
        // A deletion that was ended in the middle may have taken these already.
        var announced = (policy.Status.Retention?.Plan ?? [])
            .Where(planned => planned.Action is RetentionAction.Delete).Select(planned => planned.Backup);
        return new RetentionTask
        {
            PolicyUid = policy.Uid(),
            TimeZone = policy.Spec.TimeZone,
            Rules = policy.Spec.Retention,
            Known = [.. Names(stored).Except(announced)],
            Verified = [.. Names(stored.Where(PolicyRuns.IsVerified))],
            Damaged = [.. Names(stored.Where(
                execution => execution.Status.Integrity is IntegrityState.Failed or IntegrityState.Suspect))],
            Held = [.. restores.Where(restore => !restore.Status.IsTerminal).SelectMany(restore => UsedBy(restore, stored, policy.Uid()))
                .Distinct().Order(StringComparer.Ordinal)],
        };
    }

    private static bool Shows(BackupExecutionStatus status, V1alpha1BackupPolicy policy) =>
        status is { IsTerminal: true, Backup: not null, Storage: { } storage }
        && storage.PolicyUid == policy.Uid()
        && storage.LocationName == policy.Spec.Storage.FirstOrDefault()?.LocationName;

    private static IEnumerable<string> UsedBy(
        V1alpha1RestoreOperation restore, IEnumerable<V1alpha1BackupExecution> stored, string policyUid)
    {
        var named = stored.FirstOrDefault(execution => execution.Name() == restore.Spec.Backup.ExecutionName);
        return new[]
        {
            named?.Status.Backup,
            restore.Status.Storage?.PolicyUid == policyUid ? restore.Status.Backup : null,
            restore.Spec.Backup.Stored?.PolicyUid == policyUid ? restore.Spec.Backup.Stored.Backup : null,
        }.OfType<string>();
    }

    private static IEnumerable<string> Names(IEnumerable<V1alpha1BackupExecution> executions) =>
        executions.Select(execution => execution.Status.Backup!).Distinct().Order(StringComparer.Ordinal);
}
