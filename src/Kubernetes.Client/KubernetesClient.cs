using System.Text.Json;
using System.Text.Json.Nodes;
using Kubernetes.Client.Http;
using Kubernetes.Client.Models;
using Kubernetes.Client.Objects;
using Kubernetes.Client.Watching;
using k8s.Models;

namespace Kubernetes.Client;

/// <summary>Speaks to a Kubernetes API server over HTTP.</summary>
public sealed class KubernetesClient : IKubernetesClient, IDisposable
{
    private readonly ApiTransport transport;
    private readonly EntityJson json;
    private readonly PageReader pages;
    private readonly WatchLoop watches;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="configuration">Which server, and as whom.</param>
    /// <param name="options">How it behaves, and which types it knows beside this assembly's.</param>
    public KubernetesClient(k8s.KubernetesClientConfiguration configuration, KubernetesClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        options ??= new KubernetesClientOptions();
        DefaultNamespace = string.IsNullOrEmpty(configuration.Namespace) ? "default" : configuration.Namespace;
        transport = new ApiTransport(new ApiConnection(configuration, options), options);
        json = new EntityJson(options.JsonTypeInfoResolvers);
        pages = new PageReader(transport, json);
        watches = new WatchLoop(transport, pages, json, options);
    }

    /// <inheritdoc/>
    public string DefaultNamespace { get; }

    /// <inheritdoc/>
    public async Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var request = Request<T>(HttpMethod.Get, "get", name, @namespace) with { Repeatable = true };
        try
        {
            return await SendAsync<T>(request, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<T> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => pages.ReadAllAsync<T>(options, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => watches.RunAsync<T>(options, cancellationToken);

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(entity);
        var resource = ResourceDescriptor.Of(typeof(T));
        var scope = Scope(resource, entity.Metadata.NamespaceProperty);
        var target = $"create {resource.Describe(scope, entity.Metadata.Name ?? $"{entity.Metadata.GenerateName}*")}";
        var request = new ApiRequest(HttpMethod.Post, "create", resource.Plural, target, resource.CollectionPath(scope));
        return SendAsync<T>(request with { Body = Bytes(json.ToIntent(entity)) }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> ApplyAsync<T>(T entity, string fieldManager, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentException.ThrowIfNullOrEmpty(fieldManager);
        var request = Request<T>(HttpMethod.Patch, "apply", entity.Name(), entity.Metadata.NamespaceProperty);
        return SendAsync<T>(
            request with
            {
                Path = Query.With(request.Path, ("fieldManager", fieldManager), ("force", "true")),
                Body = Bytes(json.ToIntent(entity)),
                ContentType = "application/apply-patch+yaml",
                Repeatable = true,
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(T original, T changed, bool optimistic, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(changed);
        var patch = MergePatch.Between(json.ToIntent(original), json.ToIntent(changed));
        if (patch.Count == 0)
        {
            return Task.FromResult(changed);
        }

        if (optimistic && changed.ResourceVersion() is { } version)
        {
            Metadata(patch)["resourceVersion"] = version;
        }

        return PatchAsync(original, null, patch, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> PatchStatusAsync<T>(T original, T changed, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(changed);
        var before = json.ToNode(original)["status"] as JsonObject ?? [];
        var after = json.ToNode(changed)["status"] as JsonObject ?? [];
        var difference = MergePatch.Between(before, after);
        if (difference.Count == 0)
        {
            return Task.FromResult(changed);
        }

        var patch = new JsonObject { ["status"] = difference };
        if (original.Metadata.Uid is { } uid)
        {
            // A precondition: what was seen of one object must not become the status of the next one of the same name.
            Metadata(patch)["uid"] = uid;
        }

        return PatchAsync(original, "status", patch, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync<T>(string name, string? @namespace, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(options);
        // Without a precondition a second attempt might hit the next object of the same name.
        var repeatable = options.Uid is not null || options.ResourceVersion is not null;
        var request = Request<T>(HttpMethod.Delete, "delete", name, @namespace);
        try
        {
            var body = json.ToBytes(DeleteBody(options));
            using var response = await transport.SendAsync(request with { Body = body, Repeatable = repeatable }, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Gone already: what was asked for.
        }
    }

    /// <inheritdoc/>
    public async Task<Stream> ReadLogAsync(string pod, string @namespace, LogOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var resource = ResourceDescriptor.Of(typeof(V1Pod));
        var path = Query.With(
            resource.ObjectPath(@namespace, pod, "log"),
            ("container", options.Container),
            ("follow", options.Follow ? "true" : null),
            ("tailLines", options.TailLines?.ToString()),
            ("limitBytes", options.LimitBytes?.ToString()));
        var target = $"read the log of {resource.Describe(@namespace, pod)}";
        var request = new ApiRequest(HttpMethod.Get, "log", resource.Plural, target, path) { Repeatable = true, Streaming = true };
        var response = await transport.SendAsync(request, cancellationToken);
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string> GetServerVersionAsync(CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, "get", "version", "get the server's version", "version") { Repeatable = true };
        using var response = await transport.SendAsync(request, cancellationToken);
        using var version = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return version.RootElement.GetProperty("gitVersion").GetString() ?? "";
    }

    /// <inheritdoc/>
    public T Copy<T>(T entity) where T : class, IKubernetesObject => json.Copy(entity);

    /// <summary>Closes all connections.</summary>
    public void Dispose() => transport.Dispose();

    private Task<T> PatchAsync<T>(T original, string? subresource, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var request = Request<T>(HttpMethod.Patch, "patch", original.Name(), original.Metadata.NamespaceProperty, subresource);
        return SendAsync<T>(
            request with { Body = Bytes(patch), ContentType = "application/merge-patch+json", Repeatable = true },
            cancellationToken);
    }

    private ApiRequest Request<T>(HttpMethod method, string verb, string name, string? @namespace, string? subresource = null)
    {
        var resource = ResourceDescriptor.Of(typeof(T));
        var scope = Scope(resource, @namespace);
        var target = $"{verb} {resource.Describe(scope, name)}{(subresource is null ? "" : $" ({subresource})")}";
        return new ApiRequest(method, verb, resource.Plural, target, resource.ObjectPath(scope, name, subresource))
        {
            Urgent = resource.Kind == "Lease",
        };
    }

    private string? Scope(ResourceDescriptor resource, string? @namespace) =>
        resource.ClusterScoped ? null : @namespace is { Length: > 0 } ? @namespace : DefaultNamespace;

    private async Task<T> SendAsync<T>(ApiRequest request, CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        using var response = await transport.SendAsync(request, cancellationToken);
        return json.Read<T>(await response.Content.ReadAsByteArrayAsync(cancellationToken), request.Target);
    }

    private static V1DeleteOptions DeleteBody(DeleteOptions options) => new()
    {
        ApiVersion = "v1",
        Kind = "DeleteOptions",
        PropagationPolicy = options.PropagationPolicy,
        GracePeriodSeconds = options.GracePeriodSeconds,
        Preconditions = options.Uid is null && options.ResourceVersion is null
            ? null
            : new V1Preconditions { Uid = options.Uid, ResourceVersion = options.ResourceVersion },
    };

    private static JsonObject Metadata(JsonObject patch)
    {
        if (patch["metadata"] is not JsonObject metadata)
        {
            patch["metadata"] = metadata = [];
        }

        return metadata;
    }

    private static byte[] Bytes(JsonObject node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
}
