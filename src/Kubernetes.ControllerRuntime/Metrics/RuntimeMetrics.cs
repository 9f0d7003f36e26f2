using Prometheus;

namespace Kubernetes.ControllerRuntime.Metrics;

/// <summary>What the runtime measures of itself.</summary>
public sealed class RuntimeMetrics
{
    // Seconds, from a pass that changes nothing to one that is cut off.
    private static readonly HistogramConfiguration Seconds = new()
    {
        Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    };

    /// <summary>Adds the instruments to a registry.</summary>
    public RuntimeMetrics(CollectorRegistry registry)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        QueueDepth = factory.CreateGauge("controller_workqueue_depth", "Objects that wait for a worker, by kind.", ["kind"]);
        QueueAdds = factory.CreateCounter("controller_workqueue_adds_total", "Objects put into the queue, by kind.", ["kind"]);
        QueueRetries = factory.CreateCounter(
            "controller_workqueue_retries_total", "Objects put back after a failed pass, by kind.", ["kind"]);
        ReconcileDuration = factory.CreateHistogram(
            "controller_reconcile_duration_seconds", "Time of one pass, by kind and result.", ["kind", "result"], Seconds);
        ReconcileActive = factory.CreateGauge("controller_reconcile_active", "Passes that run now, by kind.", ["kind"]);
        WatchRestarts = factory.CreateCounter(
            "controller_watch_restarts_total", "Watches that ended with an error and were begun anew, by kind.", ["kind"]);
        Leader = factory.CreateGauge("controller_leader", "1 while this replica holds the lease, else 0, by lease.", ["lease"]);
    }

    internal Gauge QueueDepth { get; }

    internal Counter QueueAdds { get; }

    internal Counter QueueRetries { get; }

    internal Histogram ReconcileDuration { get; }

    internal Gauge ReconcileActive { get; }

    internal Counter WatchRestarts { get; }

    internal Gauge Leader { get; }
}
