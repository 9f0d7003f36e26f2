using Kubernetes.Client.Http;
using Kubernetes.Client.Objects;

namespace Kubernetes.Client.Watching;

/// <summary>Opens the streams of watches.</summary>
internal sealed class WatchConnector(ApiTransport transport, KubernetesClientOptions options)
{
    private const int ShortestSeconds = 300;

    /// <summary>Opens a watch that begins after a version.</summary>
    public async Task<WatchStream> OpenAsync(
        ResourceDescriptor resource, ListOptions selection, string version, CancellationToken cancellationToken)
    {
        // A random length keeps the watches of many clients from ending together.
        var seconds = ShortestSeconds + Random.Shared.Next(ShortestSeconds);
        var path = Query.With(
            resource.CollectionPath(selection.Namespace),
            ("watch", "true"),
            ("allowWatchBookmarks", "true"),
            ("resourceVersion", version),
            ("timeoutSeconds", seconds.ToString()),
            ("labelSelector", selection.LabelSelector),
            ("fieldSelector", selection.FieldSelector));
        // Not repeatable: the session that asks has a backoff of its own.
        var request = new ApiRequest(HttpMethod.Get, "watch", resource.Plural, $"watch {resource.Plural}", path) { Streaming = true };
        var response = await transport.SendAsync(request, cancellationToken);
        return new WatchStream(
            response, await response.Content.ReadAsStreamAsync(cancellationToken), options.Timeouts.WatchIdle, options.TimeProvider);
    }
}
