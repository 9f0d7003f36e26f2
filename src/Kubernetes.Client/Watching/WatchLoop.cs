using System.Runtime.CompilerServices;
using Kubernetes.Client.Http;
using Kubernetes.Client.Objects;

namespace Kubernetes.Client.Watching;

/// <summary>Runs watches, each until its reader stops.</summary>
internal sealed class WatchLoop(ApiTransport transport, PageReader pages, EntityJson json, KubernetesClientOptions options)
{
    public async IAsyncEnumerable<WatchEvent<T>> RunAsync<T>(
        ListOptions selection, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(selection);
        var connector = new WatchConnector(transport, options);
        await using var session = new WatchSession<T>(selection, pages, connector, json, options);
        while (true)
        {
            foreach (var change in await session.NextAsync(cancellationToken))
            {
                yield return change;
            }
        }
    }
}
