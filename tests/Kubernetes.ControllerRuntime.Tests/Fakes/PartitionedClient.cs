using Kubernetes.Client;

namespace Kubernetes.ControllerRuntime.Tests.Fakes;

/// <summary>A replica's way to the server, which can be cut: requests then neither fail nor return, and heed no token.</summary>
internal sealed class PartitionedClient(IKubernetesClient inner) : IKubernetesClient
{
    private readonly TaskCompletionSource never = new();
    private volatile bool cut;

    public string DefaultNamespace => inner.DefaultNamespace;

    public void Cut() => cut = true;

    public async Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await PassAsync();
        return await inner.GetAsync<T>(name, @namespace, cancellationToken);
    }

    public async Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        await PassAsync();
        return await inner.CreateAsync(entity, cancellationToken);
    }

    public async Task<T> PatchAsync<T>(T original, T changed, bool optimistic, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await PassAsync();
        return await inner.PatchAsync(original, changed, optimistic, cancellationToken);
    }

    public T Copy<T>(T entity) where T : class, IKubernetesObject => inner.Copy(entity);

    public IAsyncEnumerable<T> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.ListAsync<T>(options, cancellationToken);

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.WatchAsync<T>(options, cancellationToken);

    public Task<T> ApplyAsync<T>(T entity, string fieldManager, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.ApplyAsync(entity, fieldManager, cancellationToken);

    public Task<T> PatchStatusAsync<T>(T original, T changed, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.PatchStatusAsync(original, changed, cancellationToken);

    public Task DeleteAsync<T>(string name, string? @namespace, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.DeleteAsync<T>(name, @namespace, options, cancellationToken);

    public Task<Stream> ReadLogAsync(string pod, string @namespace, LogOptions options, CancellationToken cancellationToken) =>
        inner.ReadLogAsync(pod, @namespace, options, cancellationToken);

    public Task<string> GetServerVersionAsync(CancellationToken cancellationToken) =>
        inner.GetServerVersionAsync(cancellationToken);

    private Task PassAsync() => cut ? never.Task : Task.CompletedTask;
}
