using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Caching;
using k8s.Models;

namespace BackupOperator.Manager.Metrics;

/// <summary>How restores went: the last of each policy, and how many there are in each phase.</summary>
internal sealed class RestoreMetrics(
    IEntityCache<V1alpha1RestoreOperation> restores, IEntityCache<V1alpha1BackupExecution> executions) : IMetricSource
{
    /// <inheritdoc />
    public void Write(PrometheusText text, DateTimeOffset now)
    {
        var all = restores.List();
        text.Family(
            "backupoperator_restores",
            "gauge",
            "Restores that exist as resources, by phase.",
            all.GroupBy(restore => (Namespace: restore.Namespace(), Phase: restore.Status.Phase ?? RestorePhase.Pending))
                .OrderBy(group => group.Key)
                .Select(group => new Sample(
                    group.Count(), ("namespace", group.Key.Namespace), ("phase", group.Key.Phase.ToString()))));

        var last = all
            .Where(restore => restore.Status is { Phase: RestorePhase.Succeeded, DurationSeconds: not null })
            .GroupBy(restore => (Namespace: restore.Namespace(), Policy: PolicyOf(restore)))
            .OrderBy(group => group.Key)
            .Select(group => group.MaxBy(restore => restore.Status.CompletionTime)!)
            .ToList();
        Last(text, last, "duration_seconds", "How long the last restore took.", restore => restore.Status.DurationSeconds);
        Last(text, last, "restored_bytes", "Bytes that the last restore brought back.", restore => restore.Status.RestoredBytes);
        Last(
            text,
            last,
            "rto_seconds",
            "The objective that the last restore was judged by.",
            restore => Duration.TryParse(restore.Status.RecoveryTimeObjective, out var objective) ? objective.TotalSeconds : null);
        Last(
            text,
            last,
            "rto_met",
            "1 when the last restore took no longer than its objective, else 0; absent without an objective.",
            restore => restore.Status.Conditions.FirstOrDefault(
                condition => condition.Type == ConditionType.RecoveryTimeObjectiveMet)?.Status switch
            {
                "True" => 1,
                "False" => 0,
                _ => null,
            });
    }

    private void Last(
        PrometheusText text,
        List<V1alpha1RestoreOperation> last,
        string name,
        string help,
        Func<V1alpha1RestoreOperation, double?> value) =>
        text.Family(
            $"backupoperator_last_restore_{name}",
            "gauge",
            help,
            last.Select(restore => (restore, Value: value(restore)))
                .Where(entry => entry.Value is not null)
                .Select(entry => new Sample(
                    entry.Value!.Value, ("namespace", entry.restore.Namespace()), ("policy", PolicyOf(entry.restore)))));

    // Empty for a backup that was named as it lies in the store.
    private string PolicyOf(V1alpha1RestoreOperation restore)
    {
        var name = restore.Status.Execution ?? restore.Spec.Backup.ExecutionName;
        return restore.Spec.Backup.PolicyName
            ?? (name is null ? null : executions.Get(name, restore.Namespace())?.Spec.PolicyName)
            ?? "";
    }
}
