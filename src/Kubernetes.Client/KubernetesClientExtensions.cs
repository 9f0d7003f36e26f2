namespace Kubernetes.Client;

/// <summary>Requests in their most common forms.</summary>
public static class KubernetesClientExtensions
{
    /// <summary>All objects of a kind in a namespace, as the API server has them now; pages are fetched one after the
    /// other.</summary>
    /// <param name="client">The client.</param>
    /// <param name="namespace">The namespace; null for all.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static async Task<IReadOnlyList<T>> ListAllAsync<T>(
        this IKubernetesClient client, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(client);
        return await client.ListAsync<T>(new ListOptions { Namespace = @namespace }, cancellationToken)
            .ToListAsync(cancellationToken);
    }
}
