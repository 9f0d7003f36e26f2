using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Policies;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Caching;
using k8s.Models;

namespace BackupOperator.Manager.Metrics;

/// <summary>What policies promise and how they fare. Ages and verdicts are those of the moment.</summary>
internal sealed class PolicyMetrics(
    IEntityCache<V1alpha1BackupPolicy> policies, IEntityCache<V1alpha1BackupExecution> executions, RunTally tally) : IMetricSource
{
    private const string Prefix = "backupoperator_policy_";

    /// <inheritdoc />
    public void Write(PrometheusText text, DateTimeOffset now)
    {
        var all = executions.List();
        var byPolicy = all.ToLookup(execution => (execution.Namespace(), execution.Spec.PolicyName));
        var views = policies.List()
            .Select(policy => new PolicyView(policy, PolicyRuns.Of(policy, byPolicy[(policy.Namespace(), policy.Name())])))
            .OrderBy(view => view.Policy.Namespace(), StringComparer.Ordinal)
            .ThenBy(view => view.Policy.Name(), StringComparer.Ordinal)
            .ToList();
        WriteState(text, views);
        WriteRecoveryPoint(text, views, now);
        WriteLastBackup(text, views);
        WriteStored(text, views);
        WriteMissed(text, views);
        WriteRuns(text, all, views);
    }

    private static void WriteState(PrometheusText text, List<PolicyView> views)
    {
        Gauge(text, "ready", "1 while the policy is valid and its store is ready.", views, view => view.IsReady ? 1 : 0);
        Gauge(text, "suspended", "1 while the policy starts no scheduled run.", views, view => view.Policy.Spec.Suspend ? 1 : 0);
        Gauge(text, "active_runs", "Runs that are not finished.", views, view => view.ActiveRuns);
        Gauge(
            text,
            "next_run_timestamp_seconds",
            "When the next scheduled run starts.",
            views,
            view => Seconds(view.Policy.Status.NextRuns.Count > 0 ? view.Policy.Status.NextRuns[0].Time : null));
    }

    private static void WriteRecoveryPoint(PrometheusText text, List<PolicyView> views, DateTimeOffset now)
    {
        Gauge(
            text,
            "recovery_point_timestamp_seconds",
            "The newest instant that a verified backup brings back.",
            views,
            view => Seconds(view.RecoveryPoint));
        Gauge(
            text,
            "recovery_point_age_seconds",
            "The age of the recovery point.",
            views,
            view => (now - view.RecoveryPoint)?.TotalSeconds);
        Gauge(text, "rpo_seconds", "The recovery point objective.", views, view => view.Objective?.TotalSeconds);
        Gauge(
            text,
            "rpo_met",
            "1 while the age of the recovery point is within the objective, else 0; absent without an objective.",
            views,
            view => RecoveryPointVerdict.Judge(view.Runs.NewestVerified, view.Objective, now).Met is { } met ? (met ? 1 : 0) : null);
    }

    private static void WriteLastBackup(PrometheusText text, List<PolicyView> views)
    {
        Gauge(
            text,
            "last_success_timestamp_seconds",
            "When the last complete backup was finished.",
            views,
            view => Seconds(view.Runs.LastStored?.Status.CompletionTime));
        Gauge(
            text,
            "last_backup_duration_seconds",
            "How long the last complete backup took.",
            views,
            view => view.Runs.LastStored?.Status.DurationSeconds);
        Gauge(
            text,
            "last_backup_read_bytes",
            "Bytes that the last complete backup read from its sources.",
            views,
            view => view.Runs.LastStored?.Status.ReadBytes);
        Gauge(
            text,
            "last_backup_stored_bytes",
            "Bytes that the last complete backup added to the store.",
            views,
            view => view.Runs.LastStored?.Status.StoredBytes);
        Gauge(
            text,
            "last_backup_referred_bytes",
            "Bytes that the last complete backup read and did not store, for an earlier one holds them.",
            views,
            view => view.Runs.LastStored?.Status.ReferredBytes);
        Gauge(
            text,
            "last_backup_compression_ratio",
            "Bytes that were new in the last complete backup, for each byte that it stored.",
            views,
            view => view.Runs.LastStored is { } last ? Savings.CompressionRatio(last.Status) : null);
    }

    private static void WriteStored(PrometheusText text, List<PolicyView> views)
    {
        Gauge(text, "stored_backups", "Backups in the store.", views, view => view.Policy.Status.Statistics?.Backups);
        Gauge(
            text,
            "openable_backups",
            "Backups in the store that the keys at hand open; absent where nothing is encrypted.",
            views,
            view => view.Policy.Status.Escrow?.Openable);
        Gauge(
            text,
            "expiring_backups",
            "Backups in the store that retention does not keep.",
            views,
            view => view.Policy.Status.Retention?.Expiring);
        Gauge(
            text,
            "source_bytes",
            "Bytes that the stored backups would take if each were kept whole and plain.",
            views,
            view => view.Policy.Status.Statistics?.SourceBytes);
        Gauge(text, "stored_bytes", "Bytes that the stored backups take.", views, view => view.Policy.Status.Statistics?.StoredBytes);
        Gauge(
            text,
            "plain_bytes",
            "Bytes in the store before compression, estimated.",
            views,
            view => view.Policy.Status.Statistics?.PlainBytes);
        Gauge(
            text,
            "reclaimable_bytes",
            "Bytes in the store that nothing needs that is kept.",
            views,
            view => view.Policy.Status.Statistics?.ReclaimableBytes);
    }

    private static void WriteMissed(PrometheusText text, List<PolicyView> views) => text.Family(
        Prefix + "missed_runs_total",
        "counter",
        "Scheduled runs that were not started in time.",
        views.SelectMany(view => view.Policy.Status.Schedules.Select(schedule =>
            new Sample(schedule.MissedRuns, [.. view.Labels, ("schedule", schedule.Name)]))));

    private void WriteRuns(PrometheusText text, IReadOnlyList<V1alpha1BackupExecution> all, List<PolicyView> views)
    {
        var known = views.Select(view => (view.Policy.Namespace(), view.Policy.Name())).ToHashSet();
        text.Family(
            "backupoperator_runs_total",
            "counter",
            "Runs that ended since this process began, by result and reason.",
            tally.Read(all, known)
                .OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
                .Select(entry => new Sample(
                    entry.Value,
                    ("namespace", entry.Key.Namespace),
                    ("policy", entry.Key.Policy),
                    ("result", entry.Key.Result),
                    ("reason", entry.Key.Reason))));
    }

    private static void Gauge(
        PrometheusText text, string name, string help, List<PolicyView> views, Func<PolicyView, double?> value) =>
        text.Family(
            Prefix + name,
            "gauge",
            help,
            views.Select(view => (view, Value: value(view)))
                .Where(entry => entry.Value is not null)
                .Select(entry => new Sample(entry.Value!.Value, entry.view.Labels)));

    private static double? Seconds(DateTimeOffset? instant) => instant?.ToUnixTimeSeconds();

    private sealed record PolicyView(V1alpha1BackupPolicy Policy, PolicyRuns Runs)
    {
        public IReadOnlyList<(string Name, string Value)> Labels { get; } =
            [("namespace", Policy.Namespace()), ("policy", Policy.Name())];

        public bool IsReady => Policy.Status.Conditions.Any(condition => condition is { Type: ConditionType.Ready, Status: "True" });

        public int ActiveRuns => Runs.All.Count(run => run.Spec.Import is null && !run.Status.IsTerminal);

        public DateTimeOffset? RecoveryPoint => Runs.NewestVerified?.Status.RecoveryPoint;

        public TimeSpan? Objective => Duration.TryParse(Policy.Spec.Objectives?.Rpo, out var rpo) ? rpo : null;
    }
}
