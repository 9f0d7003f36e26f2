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

    private static readonly string[] Labels = ["namespace", "policy"];

    /// <inheritdoc />
    public IEnumerable<MetricFamily> Read(DateTimeOffset now)
    {
        var all = executions.List();
        var byPolicy = all.ToLookup(execution => (execution.Namespace(), execution.Spec.PolicyName));
        var views = policies.List()
            .Select(policy => new PolicyView(policy, PolicyRuns.Of(policy, byPolicy[(policy.Namespace(), policy.Name())])))
            .OrderBy(view => view.Policy.Namespace(), StringComparer.Ordinal)
            .ThenBy(view => view.Policy.Name(), StringComparer.Ordinal)
            .ToList();
        return
        [
            .. State(views),
            .. RecoveryPoint(views, now),
            .. LastBackup(views),
            .. Stored(views),
            Missed(views),
            Runs(all, views),
        ];
    }

    private static IEnumerable<MetricFamily> State(List<PolicyView> views) =>
    [
        Gauge("ready", "1 while the policy is valid and its store is ready.", views, view => view.IsReady ? 1 : 0),
        Gauge("suspended", "1 while the policy starts no scheduled run.", views, view => view.Policy.Spec.Suspend ? 1 : 0),
        Gauge("active_runs", "Runs that are not finished.", views, view => view.ActiveRuns),
        Gauge(
            "next_run_timestamp_seconds",
            "When the next scheduled run starts.",
            views,
            view => Seconds(view.Policy.Status.NextRuns.Count > 0 ? view.Policy.Status.NextRuns[0].Time : null)),
    ];

    private static IEnumerable<MetricFamily> RecoveryPoint(List<PolicyView> views, DateTimeOffset now) =>
    [
        Gauge(
            "recovery_point_timestamp_seconds",
            "The newest instant that a verified backup brings back.",
            views,
            view => Seconds(view.RecoveryPoint)),
        Gauge(
            "recovery_point_age_seconds",
            "The age of the recovery point.",
            views,
            view => (now - view.RecoveryPoint)?.TotalSeconds),
        Gauge("rpo_seconds", "The recovery point objective.", views, view => view.Objective?.TotalSeconds),
        Gauge(
            "rpo_met",
            "1 while the age of the recovery point is within the objective, else 0; absent without an objective.",
            views,
            view => RecoveryPointVerdict.Judge(view.Runs.NewestVerified, view.Objective, now).Met is { } met ? (met ? 1 : 0) : null),
    ];

    private static IEnumerable<MetricFamily> LastBackup(List<PolicyView> views) =>
    [
        Gauge(
            "last_success_timestamp_seconds",
            "When the last complete backup was finished.",
            views,
            view => Seconds(view.Runs.LastStored?.Status.CompletionTime)),
        Gauge(
            "last_backup_duration_seconds",
            "How long the last complete backup took.",
            views,
            view => view.Runs.LastStored?.Status.DurationSeconds),
        Gauge(
            "last_backup_read_bytes",
            "Bytes that the last complete backup read from its sources.",
            views,
            view => view.Runs.LastStored?.Status.ReadBytes),
        Gauge(
            "last_backup_stored_bytes",
            "Bytes that the last complete backup added to the store.",
            views,
            view => view.Runs.LastStored?.Status.StoredBytes),
        Gauge(
            "last_backup_referred_bytes",
            "Bytes that the last complete backup read and did not store, for an earlier one holds them.",
            views,
            view => view.Runs.LastStored?.Status.ReferredBytes),
        Gauge(
            "last_backup_compression_ratio",
            "Bytes that were new in the last complete backup, for each byte that it stored.",
            views,
            view => view.Runs.LastStored is { } last ? Savings.CompressionRatio(last.Status) : null),
    ];

    private static IEnumerable<MetricFamily> Stored(List<PolicyView> views) =>
    [
        Gauge("stored_backups", "Backups in the store.", views, view => view.Policy.Status.Statistics?.Backups),
        Gauge(
            "openable_backups",
            "Backups in the store that the keys at hand open; absent where nothing is encrypted.",
            views,
            view => view.Policy.Status.Escrow?.Openable),
        Gauge(
            "expiring_backups",
            "Backups in the store that retention does not keep.",
            views,
            view => view.Policy.Status.Retention?.Expiring),
        Gauge(
            "source_bytes",
            "Bytes that the stored backups would take if each were kept whole and plain.",
            views,
            view => view.Policy.Status.Statistics?.SourceBytes),
        Gauge("stored_bytes", "Bytes that the stored backups take.", views, view => view.Policy.Status.Statistics?.StoredBytes),
        Gauge(
            "plain_bytes",
            "Bytes in the store before compression, estimated.",
            views,
            view => view.Policy.Status.Statistics?.PlainBytes),
        Gauge(
            "reclaimable_bytes",
            "Bytes in the store that nothing needs that is kept.",
            views,
            view => view.Policy.Status.Statistics?.ReclaimableBytes),
    ];

    private static MetricFamily Missed(List<PolicyView> views) => MetricFamily.Counter(
        Prefix + "missed_runs_total",
        "Scheduled runs that were not started in time.",
        [.. Labels, "schedule"],
        views.SelectMany(view => view.Policy.Status.Schedules.Select(schedule =>
            new Sample(schedule.MissedRuns, [.. view.Labels, schedule.Name]))));

    private MetricFamily Runs(IReadOnlyList<V1alpha1BackupExecution> all, List<PolicyView> views)
    {
        var known = views.Select(view => (view.Policy.Namespace(), view.Policy.Name())).ToHashSet();
        return MetricFamily.Counter(
            "backupoperator_runs_total",
            "Runs that ended since this process began, by result and reason.",
            [.. Labels, "result", "reason"],
            tally.Read(all, known)
                .OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
                .Select(entry => new Sample(
                    entry.Value, entry.Key.Namespace, entry.Key.Policy, entry.Key.Result, entry.Key.Reason)));
    }

    private static MetricFamily Gauge(string name, string help, List<PolicyView> views, Func<PolicyView, double?> value) =>
        MetricFamily.Gauge(
            Prefix + name,
            help,
            Labels,
            views.Select(view => (view, Value: value(view)))
                .Where(entry => entry.Value is not null)
                .Select(entry => new Sample(entry.Value!.Value, entry.view.Labels)));

    private static double? Seconds(DateTimeOffset? instant) => instant?.ToUnixTimeSeconds();

    private sealed record PolicyView(V1alpha1BackupPolicy Policy, PolicyRuns Runs)
    {
        public string[] Labels { get; } = [Policy.Namespace(), Policy.Name()];

        public bool IsReady => Policy.Status.Conditions.Any(condition => condition is { Type: ConditionType.Ready, Status: "True" });

        public int ActiveRuns => Runs.All.Count(run => run.Spec.Import is null && !run.Status.IsTerminal);

        public DateTimeOffset? RecoveryPoint => Runs.NewestVerified?.Status.RecoveryPoint;

        public TimeSpan? Objective => Duration.TryParse(Policy.Spec.Objectives?.Rpo, out var rpo) ? rpo : null;
    }
}
