using System.Runtime.CompilerServices;
using System.Text.Json;
using Kubernetes.Client.Http;
using Kubernetes.Client.Models;

namespace Kubernetes.Client.Objects;

/// <summary>Reads lists page by page.</summary>
internal sealed class PageReader(ApiTransport transport, EntityJson json)
{
    /// <summary>All objects; a list that expires in the middle goes on at a newer version.</summary>
    public async IAsyncEnumerable<T> ReadAllAsync<T>(ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        string? next = null;
        do
        {
            var page = await ReadOrGoOnAsync<T>(options, next, cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            next = page.Metadata.Continue;
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
        catch (JsonException exception)
        {
            throw EntityJson.Unreadable(target, exception);
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
