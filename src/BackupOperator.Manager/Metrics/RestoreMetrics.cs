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
    public IEnumerable<MetricFamily> Read(DateTimeOffset now)
    {
        var all = restores.List();
        var last = all
            .Where(restore => restore.Status is { Phase: RestorePhase.Succeeded, DurationSeconds: not null })
            .GroupBy(restore => (Namespace: restore.Namespace(), Policy: PolicyOf(restore)))
            .OrderBy(group => group.Key)
            .Select(group => (group.Key, Restore: group.MaxBy(restore => restore.Status.CompletionTime)!))
            .Select(entry => new LastRestore(entry.Restore.Status, [entry.Key.Namespace, entry.Key.Policy]))
            .ToList();
        return
        [
            ByPhase(all),
            Last(last, "duration_seconds", "How long the last restore took.", status => status.DurationSeconds),
            Last(last, "restored_bytes", "Bytes that the last restore brought back.", status => status.RestoredBytes),
            Last(
                last,
                "rto_seconds",
                "The objective that the last restore was judged by.",
                status => Duration.TryParse(status.RecoveryTimeObjective, out var objective) ? objective.TotalSeconds : null),
            Last(
                last,
                "rto_met",
                "1 when the last restore took no longer than its objective, else 0; absent without an objective.",
                IsObjectiveMet),
        ];
    }

    private static MetricFamily ByPhase(IReadOnlyList<V1alpha1RestoreOperation> all) => MetricFamily.Gauge(
        "backupoperator_restores",
        "Restores that exist as resources, by phase.",
        ["namespace", "phase"],
        all.GroupBy(restore => (Namespace: restore.Namespace(), Phase: restore.Status.Phase ?? RestorePhase.Pending))
            .OrderBy(group => group.Key)
            .Select(group => new Sample(group.Count(), group.Key.Namespace, group.Key.Phase.ToString())));

    private static MetricFamily Last(
        List<LastRestore> last, string name, string help, Func<RestoreOperationStatus, double?> value) =>
        MetricFamily.Gauge(
            $"backupoperator_last_restore_{name}",
            help,
            ["namespace", "policy"],
            last.Select(restore => (restore, Value: value(restore.Status)))
                .Where(entry => entry.Value is not null)
                .Select(entry => new Sample(entry.Value!.Value, entry.restore.Labels)));

    private static double? IsObjectiveMet(RestoreOperationStatus status) => status.Conditions
        .FirstOrDefault(condition => condition.Type == ConditionType.RecoveryTimeObjectiveMet)?.Status switch
    {
        "True" => 1,
        "False" => 0,
        _ => null,
    };

    // Empty for a backup that was named as it lies in the store.
    private string PolicyOf(V1alpha1RestoreOperation restore)
    {
        var name = restore.Status.Execution ?? restore.Spec.Backup.ExecutionName;
        return restore.Spec.Backup.PolicyName
            ?? (name is null ? null : executions.Get(name, restore.Namespace())?.Spec.PolicyName)
            ?? "";
    }

    private sealed record LastRestore(RestoreOperationStatus Status, string[] Labels);
}
