using System.Diagnostics.Metrics;

namespace Kubernetes.ControllerRuntime.Metrics;

/// <summary>What the runtime measures of itself. Instruments belong to the meter <see cref="MeterName"/>.</summary>
public static class RuntimeMetrics
{
    /// <summary>The meter: <c>Kubernetes.ControllerRuntime</c>.</summary>
    public const string MeterName = "Kubernetes.ControllerRuntime";

    private static readonly Meter Meter = new(MeterName);

    internal static UpDownCounter<long> QueueDepth { get; } = Meter.CreateUpDownCounter<long>(
        "workqueue.depth", "{object}", "Objects that wait for a worker, by kind.");

    internal static Counter<long> QueueAdds { get; } = Meter.CreateCounter<long>(
        "workqueue.adds", "{object}", "Objects put into the queue, by kind.");

    internal static Counter<long> QueueRetries { get; } = Meter.CreateCounter<long>(
        "workqueue.retries", "{object}", "Objects put back after a failed pass, by kind.");

    internal static Histogram<double> ReconcileDuration { get; } = Meter.CreateHistogram<double>(
        "reconcile.duration", "s", "Time of one pass, by kind and result.");

    internal static UpDownCounter<long> ReconcileActive { get; } = Meter.CreateUpDownCounter<long>(
        "reconcile.active", "{object}", "Passes that run now, by kind.");

    internal static Counter<long> WatchRestarts { get; } = Meter.CreateCounter<long>(
        "watch.restarts", "{watch}", "Watches that ended with an error and were begun anew, by kind.");

    internal static Gauge<int> Leader { get; } = Meter.CreateGauge<int>(
        "leader", "{replica}", "1 while this replica holds the lease, else 0, by lease.");

    internal static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);

    internal static KeyValuePair<string, object?> Result(string result) => new("result", result);
}
