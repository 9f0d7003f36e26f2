using k8s.Models;

namespace Kubernetes.Client;

/// <summary>What this project does with a Kubernetes API server.</summary>
/// <remarks>
/// Types are registered with their <c>JsonTypeInfo</c> and carry a <see cref="KubernetesEntityAttribute"/>. What a model does
/// not know is dropped on read, so there is no PUT: what is owned is applied, the rest is merge-patched.
/// Requests are limited in rate, and tried again on 429, 503 and broken connections where that is safe, honouring Retry-After.
/// Every refusal is a <see cref="KubernetesException"/> with the server's status.
/// </remarks>
public interface IKubernetesClient
{
    /// <summary>The namespace of the context or of the pod; "default" where neither names one.</summary>
    string DefaultNamespace { get; }

    /// <summary>Reads one object; null when it does not exist.</summary>
    Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken) where T : class, IKubernetesObject;

    /// <summary>Lists all objects, page by page (<c>limit</c> and <c>continue</c>), so that memory is bounded by a page.
    /// A list that expires in the middle is continued from the server's inconsistent continuation, as client-go does.</summary>
    IAsyncEnumerable<T> ListAsync<T>(ListOptions options, CancellationToken cancellationToken) where T : class, IKubernetesObject;

    /// <summary>Lists, then watches without end: first every present object as <see cref="WatchEventType.Added"/>, then one
    /// <see cref="WatchEventType.Synced"/>, then changes. Reconnects, follows bookmarks, and on 410 lists again, reporting
    /// as <see cref="WatchEventType.Deleted"/> what is gone since, then <see cref="WatchEventType.Synced"/> again.</summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListOptions options, CancellationToken cancellationToken) where T : class, IKubernetesObject;

    /// <summary>Creates an object and returns it as stored. Fails with <see cref="KubernetesException.IsAlreadyExists"/>.</summary>
    Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken) where T : class, IKubernetesObject;

    /// <summary>Applies an object server-side (forced) under a field manager: creates it, or makes the fields named equal.</summary>
    Task<T> ApplyAsync<T>(T entity, string fieldManager, CancellationToken cancellationToken) where T : class, IKubernetesObject;

    /// <summary>Merge-patches an object with the difference between two states of it; nothing is sent when they are equal.
    /// With a resource version in <paramref name="changed"/>'s metadata that is also sent as precondition when <paramref name="optimistic"/>.</summary>
    Task<T> PatchAsync<T>(T original, T changed, bool optimistic, CancellationToken cancellationToken) where T : class, IKubernetesObject;

    /// <summary>The same on the <c>status</c> subresource; only <c>status</c> is compared and sent.</summary>
    Task<T> PatchStatusAsync<T>(T original, T changed, CancellationToken cancellationToken) where T : class, IKubernetesObject;

    /// <summary>Deletes an object; one that is not there is no error. Preconditions (uid, resource version) that differ are a conflict.</summary>
    Task DeleteAsync<T>(string name, string? @namespace, DeleteOptions options, CancellationToken cancellationToken) where T : class, IKubernetesObject;

    /// <summary>Opens the log of a container as a stream of UTF-8 lines. The caller disposes it.</summary>
    Task<Stream> ReadLogAsync(string pod, string @namespace, LogOptions options, CancellationToken cancellationToken);

    /// <summary>A deep copy, as the API would return the object: what a cache holds stays as it was read.</summary>
    T Copy<T>(T entity) where T : class, IKubernetesObject;

    /// <summary>The server's version, such as <c>v1.34.4</c>.</summary>
    Task<string> GetServerVersionAsync(CancellationToken cancellationToken);
}
