using System.Diagnostics.Metrics;

namespace Kubernetes.Client.Http;

/// <summary>What all clients of the process have asked.</summary>
internal static class ClientMetrics
{
    private static readonly Meter Meter = new("Kubernetes.Client");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "kubernetes.client.requests", "{request}", "Attempts sent to the API server, by verb, resource and code.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "kubernetes.client.request.duration", "s", "Time to the answer (of streams: to its head), by verb and resource.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "kubernetes.client.retries", "{request}", "Attempts that followed a failed one, by verb and resource.");

    private static readonly Histogram<double> Throttled = Meter.CreateHistogram<double>(
        "kubernetes.client.throttle.duration", "s", "Time that requests waited for the client's own rate limit.");

    private static readonly Counter<long> WatchRestarts = Meter.CreateCounter<long>(
        "kubernetes.client.watch.restarts", "{watch}", "Watches connected again, by resource and reason.");

    public static void Answered(ApiRequest request, string code, TimeSpan elapsed)
    {
        var verb = KeyValuePair.Create<string, object?>("verb", request.Verb);
        var resource = KeyValuePair.Create<string, object?>("resource", request.Resource);
        Requests.Add(1, verb, resource, KeyValuePair.Create<string, object?>("code", code));
        Duration.Record(elapsed.TotalSeconds, verb, resource);
    }

    public static void Retried(ApiRequest request) => Retries.Add(
        1,
        KeyValuePair.Create<string, object?>("verb", request.Verb),
        KeyValuePair.Create<string, object?>("resource", request.Resource));

    public static void Waited(TimeSpan wait) => Throttled.Record(wait.TotalSeconds);

    public static void WatchRestarted(string resource, string reason) => WatchRestarts.Add(
        1,
        KeyValuePair.Create<string, object?>("resource", resource),
        KeyValuePair.Create<string, object?>("reason", reason));
}
