using BackupOperator.Api;
using BackupOperator.Api.Locations;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Caching;
using k8s.Models;

namespace BackupOperator.Manager.Metrics;

/// <summary>How storage locations fare and what they hold.</summary>
internal sealed class LocationMetrics(IEntityCache<V1alpha1BackupStorageLocation> locations) : IMetricSource
{
    private const string Prefix = "backupoperator_location_";

    private static readonly string[] Labels = ["namespace", "location"];

    /// <inheritdoc />
    public IEnumerable<MetricFamily> Read(DateTimeOffset now)
    {
        var all = locations.List()
            .OrderBy(location => location.Namespace(), StringComparer.Ordinal)
            .ThenBy(location => location.Name(), StringComparer.Ordinal)
            .ToList();
        return
        [
            Gauge(all, "ready", "1 while the store takes a write, gives it back and deletes it.", IsReady),
            Gauge(
                all,
                "last_check_timestamp_seconds",
                "When the store was last tried.",
                location => Seconds(location.Status.LastCheckTime)),
            Gauge(
                all,
                "last_healthy_timestamp_seconds",
                "When the store was last found healthy.",
                location => Seconds(location.Status.LastHealthyTime)),
            Gauge(all, "consecutive_failures", "Tries in a row that failed.", location => location.Status.ConsecutiveFailures),
            Gauge(all, "used_bytes", "Bytes of all objects under the prefix.", location => location.Status.UsedBytes),
            Gauge(
                all,
                "available_bytes",
                "Bytes still free, where the store can tell.",
                location => location.Status.AvailableBytes),
            Gauge(all, "objects", "Objects under the prefix.", location => location.Status.Objects),
            Gauge(all, "backups", "Committed backups in the store.", location => location.Status.Backups),
            Gauge(
                all,
                "unreadable_backups",
                "Records of backups in the store that could not be read.",
                location => location.Status.UnreadableBackups),
        ];
    }

    private static double? IsReady(V1alpha1BackupStorageLocation location) =>
        location.Status.Conditions.Any(condition => condition is { Type: ConditionType.Ready, Status: "True" }) ? 1 : 0;

    private static double? Seconds(DateTimeOffset? instant) => instant?.ToUnixTimeSeconds();

    private static MetricFamily Gauge(
        List<V1alpha1BackupStorageLocation> all,
        string name,
        string help,
        Func<V1alpha1BackupStorageLocation, double?> value) =>
        MetricFamily.Gauge(
            Prefix + name,
            help,
            Labels,
            all.Select(location => (location, Value: value(location)))
                .Where(entry => entry.Value is not null)
                .Select(entry => new Sample(entry.Value!.Value, entry.location.Namespace(), entry.location.Name())));
}
