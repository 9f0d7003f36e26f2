using System.Threading.Channels;
using Kubernetes.Client.Models;
using k8s.Models;

namespace Kubernetes.Client.Tests.Environment;

/// <summary>Reads a watch and lets a test wait for what it reports.</summary>
internal sealed class WatchProbe<T> : IAsyncDisposable where T : class, IKubernetesObject
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<WatchEvent<T>> events = Channel.CreateUnbounded<WatchEvent<T>>();
    private readonly CancellationTokenSource stop = new();
    private readonly Task reading;

    public WatchProbe(IKubernetesClient client, ListOptions options) => reading = ReadAsync(client, options);

    /// <summary>The next reports, as "Type name".</summary>
    public async Task<IReadOnlyList<string>> NextAsync(int count)
    {
        using var limit = new CancellationTokenSource(Patience);
        var texts = new List<string>();
        while (texts.Count < count)
        {
            var change = await events.Reader.ReadAsync(limit.Token);
            texts.Add(change.Entity is null ? change.Type.ToString() : $"{change.Type} {change.Entity.Name()}");
        }

        return texts;
    }

    /// <summary>The next report itself.</summary>
    public async Task<WatchEvent<T>> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await events.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading;
        stop.Dispose();
    }

    private async Task ReadAsync(IKubernetesClient client, ListOptions options)
    {
        try
        {
            await foreach (var change in client.WatchAsync<T>(options, stop.Token))
            {
                events.Writer.TryWrite(change);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The test is over.
        }
        catch (Exception exception)
        {
            events.Writer.Complete(exception);
        }
    }
}
