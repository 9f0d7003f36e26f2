using Kubernetes.Client;
using Kubernetes.ControllerRuntime.Metrics;
using Microsoft.Extensions.Logging;

namespace Kubernetes.ControllerRuntime.Caching;

/// <summary>One watch of a kind for all who need it, and the cache that it fills.</summary>
internal sealed partial class SharedWatch<TEntity>(
    IKubernetesClient client,
    ListOptions filter,
    RuntimeMetrics metrics,
    TimeProvider time,
    ILogger<SharedWatch<TEntity>> logger)
    : ISharedWatch where TEntity : class, IKubernetesObject
{
    // The client reconnects by itself; what ends a watch is a refusal (rights, a kind that is not installed yet).
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Action<EntityChange<TEntity>>> handlers = [];

    /// <summary>What has been seen.</summary>
    public EntityCache<TEntity> Cache { get; } = new();

    /// <inheritdoc />
    public string Kind => EntityKind<TEntity>.Kind;

    /// <inheritdoc />
    public bool IsSynced => Cache.IsSynced;

    /// <inheritdoc />
    public Task Synced => synced.Task;

    /// <summary>Calls a handler after each change of the cache. Only before <see cref="RunAsync"/>; it must be quick.</summary>
    public void Subscribe(Action<EntityChange<TEntity>> handler) => handlers.Add(handler);

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogRestart(exception, Kind, RestartDelay);
            }

            metrics.WatchRestarts.WithLabels(Kind).Inc();
            await Task.Delay(RestartDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        // A watch that begins anew reports what is there, not what went meanwhile: that is known once all is reported.
        HashSet<EntityKey>? unseen = [.. Cache.Keys()];
        await foreach (var report in client.WatchAsync<TEntity>(filter, cancellationToken))
        {
            switch (report.Type)
            {
                case WatchEventType.Synced:
                    Forget(unseen ?? []);
                    unseen = null;
                    Cache.MarkSynced();
                    synced.TrySetResult();
                    break;
                case WatchEventType.Deleted:
                    unseen?.Remove(EntityKey.Of(report.Entity!));
                    Forget([EntityKey.Of(report.Entity!)]);
                    break;
                default:
                    unseen?.Remove(EntityKey.Of(report.Entity!));
                    Take(report.Entity!);
                    break;
            }
        }
    }

    private void Take(TEntity entity)
    {
        var (before, taken) = Cache.Put(entity);
        if (taken)
        {
            Notify(new EntityChange<TEntity>(before, entity));
        }
    }

    private void Forget(IEnumerable<EntityKey> keys)
    {
        foreach (var key in keys)
        {
            if (Cache.Remove(key) is { } before)
            {
                Notify(new EntityChange<TEntity>(before, null));
            }
        }
    }

    private void Notify(EntityChange<TEntity> change)
    {
        foreach (var handler in handlers)
        {
            try
            {
                handler(change);
            }
            catch (Exception exception)
            {
                // One mapper that stumbles over one object must not stop the watch for all.
                LogHandlerFailed(exception, Kind, change.Key);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "watch of {Kind} ended, beginning anew in {Delay}")]
    private partial void LogRestart(Exception exception, string kind, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "a handler failed on a change of {Kind} {Key}")]
    private partial void LogHandlerFailed(Exception exception, string kind, EntityKey key);
}
