using System.Runtime.CompilerServices;
using Kubernetes.Client.Http;
using k8s.Models;

namespace Kubernetes.Client.Objects;

/// <summary>Reads lists page by page.</summary>
internal sealed class PageReader(ApiTransport transport, EntityJson json)
{
    /// <summary>All objects; a list that expires in the middle goes on at a newer version.</summary>
    /// <exception cref="KubernetesException">Among others where an object does not fit its type; names it.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync<T>(ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        string? next = null;
        do
        {
            var page = await ReadOrGoOnAsync<T>(options, next, cancellationToken);
            ThrowIfIncomplete(page);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            next = page.Metadata.ContinueProperty;
        }
        while (!string.IsNullOrEmpty(next));
    }

    /// <summary>One page.</summary>
    /// <exception cref="KubernetesException">Among others <see cref="KubernetesException.IsExpired"/>.</exception>
    public async Task<ListPage<T>> ReadAsync<T>(ListOptions options, int limit, string? next, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var resource = ResourceDescriptor.Of(typeof(T));
        var path = Query.With(
            resource.CollectionPath(options.Namespace),
            ("labelSelector", options.LabelSelector),
            ("fieldSelector", options.FieldSelector),
            ("limit", limit > 0 ? limit.ToString() : null),
            ("continue", next));
        var target = $"list {resource.Plural}{(options.Namespace is null ? "" : $" in {options.Namespace}")}";
        var request = new ApiRequest(HttpMethod.Get, "list", resource.Plural, target, path) { Repeatable = true };
        using var response = await transport.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return ListPage<T>.Read(body, json.TypeInfo<T>(), json.TypeInfo<V1ListMeta>());
        }
        catch (Exception exception) when (UnreadableObject.IsCause(exception))
        {
            throw EntityJson.Unreadable(target, exception);
        }
    }

    // Decisions are made from lists: one that silently lacks an object is worse than none.
    private static void ThrowIfIncomplete<T>(ListPage<T> page) where T : class, IKubernetesObject
    {
        if (page.Unreadable.Count > 0)
        {
            var resource = ResourceDescriptor.Of(typeof(T));
            throw new KubernetesException(null, "Unreadable", $"list {resource.Plural}: {resource.Kind} {page.Unreadable[0]}");
        }
    }

    private async Task<ListPage<T>> ReadOrGoOnAsync<T>(ListOptions options, string? next, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            return await ReadAsync<T>(options, options.PageSize, next, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsExpired && next is not null && exception.Continue is { Length: > 0 })
        {
            return await ReadAsync<T>(options, options.PageSize, exception.Continue, cancellationToken);
        }
    }
}
