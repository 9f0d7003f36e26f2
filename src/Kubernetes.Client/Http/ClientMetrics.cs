using Prometheus;

namespace Kubernetes.Client.Http;

/// <summary>What the clients have asked that share a registry.</summary>
internal sealed class ClientMetrics
{
    // Seconds, from a fast request to one that is given up.
    private static readonly HistogramConfiguration Seconds = new()
    {
        Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    };

    private readonly Counter requests;
    private readonly Histogram duration;
    private readonly Counter retries;
    private readonly Histogram throttled;
    private readonly Counter watchRestarts;

    /// <summary>Adds the instruments to a registry, or takes those that are in it.</summary>
    public ClientMetrics(CollectorRegistry registry)
    {
        var factory = Metrics.WithCustomRegistry(registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        requests = factory.CreateCounter(
            "kubernetes_client_requests_total",
            "Attempts sent to the API server, by verb, resource and code.",
            ["code", "resource", "verb"]);
        duration = factory.CreateHistogram(
            "kubernetes_client_request_duration_seconds",
            "Time to the answer (of streams: to its head), by verb and resource.",
            ["resource", "verb"],
            Seconds);
        retries = factory.CreateCounter(
            "kubernetes_client_retries_total", "Attempts that followed a failed one, by verb and resource.", ["resource", "verb"]);
        throttled = factory.CreateHistogram(
            "kubernetes_client_throttle_duration_seconds", "Time that requests waited for the client's own rate limit.", Seconds);
        watchRestarts = factory.CreateCounter(
            "kubernetes_client_watch_restarts_total", "Watches connected again, by resource and reason.", ["reason", "resource"]);
    }

    public void Answered(ApiRequest request, string code, TimeSpan elapsed)
    {
        requests.WithLabels(code, request.Resource, request.Verb).Inc();
        duration.WithLabels(request.Resource, request.Verb).Observe(elapsed.TotalSeconds);
    }

    public void Retried(ApiRequest request) => retries.WithLabels(request.Resource, request.Verb).Inc();

    public void Waited(TimeSpan wait) => throttled.Observe(wait.TotalSeconds);

    public void WatchRestarted(string resource, string reason) => watchRestarts.WithLabels(reason, resource).Inc();
}
