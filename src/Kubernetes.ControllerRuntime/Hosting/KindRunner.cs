using System.Collections.Concurrent;
using Kubernetes.Client;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Events;
using Kubernetes.ControllerRuntime.Metrics;
using Kubernetes.ControllerRuntime.Queueing;
using Kubernetes.ControllerRuntime.Reconciling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kubernetes.ControllerRuntime.Hosting;

/// <summary>Works on the objects of one kind: a queue that watches fill while this replica leads, and its workers.</summary>
internal sealed partial class KindRunner<TEntity> : IKindRunner where TEntity : class, IKubernetesObject
{
    private readonly OperatorOptions options;
    private readonly int workers;
    private readonly EntityCache<TEntity> cache;
    private readonly EntityReconciler<TEntity> reconciler;
    private readonly Backoff backoff;
    private readonly RuntimeMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger<KindRunner<TEntity>> logger;
    private readonly ConcurrentDictionary<EntityKey, long> running = new();
    private volatile KeyedQueue? queue;

    /// <summary>Makes the runner and subscribes to the watches.</summary>
    public KindRunner(IServiceProvider services, KindRegistration<TEntity> kind, OperatorOptions options)
    {
        this.options = options;
        workers = kind.Workers ?? options.WorkersPerKind;
        metrics = services.GetRequiredService<RuntimeMetrics>();
        time = services.GetRequiredService<TimeProvider>();
        logger = services.GetRequiredService<ILogger<KindRunner<TEntity>>>();
#pragma warning disable CA5394 // Jitter is no secret.
        backoff = new Backoff(options.Backoff, Random.Shared.NextDouble);
#pragma warning restore CA5394
        var watch = services.GetRequiredService<SharedWatch<TEntity>>();
        cache = watch.Cache;
        reconciler = new EntityReconciler<TEntity>(
            services.GetRequiredService<IKubernetesClient>(),
            cache,
            [.. kind.Controllers.Select(make => make(services))],
            [.. kind.Finalizers.Select(make => make(services))],
            services.GetRequiredService<EventRecorder>(),
            time);
        watch.Subscribe(change =>
        {
            if (change.IsBeyondStatus)
            {
                Enqueue(change.Key);
            }
        });
        kind.Mappings.ForEach(subscribe => subscribe(services, cache, Enqueue));
    }

    /// <inheritdoc />
    public string Kind => EntityKind<TEntity>.Kind;

    /// <inheritdoc />
    public long? OldestPassStartedAt => running.Values.Min(startedAt => (long?)startedAt);

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        using var term = new KeyedQueue(Kind, metrics, time);
        queue = term;
        try
        {
            // What changed while another led is in the cache: everything gets a pass.
            EnqueueAll(TimeSpan.Zero);
            using var taking = CancellationTokenSource.CreateLinkedTokenSource(stopping, abandon);
            var resync = ResyncAsync(taking.Token);
            await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(term, taking.Token, abandon)));
            await resync;
        }
        finally
        {
            queue = null;
        }
    }

    private void Enqueue(EntityKey key) => queue?.Add(key);

    private void EnqueueAll(TimeSpan spread)
    {
        foreach (var key in cache.Keys())
        {
#pragma warning disable CA5394 // Spreading load is no secret.
            queue?.AddAfter(key, spread * Random.Shared.NextDouble());
#pragma warning restore CA5394
        }
    }

    private async Task ResyncAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(options.ResyncPeriod, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            EnqueueAll(options.ResyncPeriod / 10);
        }
    }

    private async Task WorkAsync(KeyedQueue term, CancellationToken stopping, CancellationToken abandon)
    {
        // Apart from the caller's thread: a controller that never awaits must hold up its own worker only.
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            EntityKey key;
            try
            {
                key = await term.TakeAsync(stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                Plan(term, key, await MeasureAsync(key, abandon));
            }
            finally
            {
                term.Done(key);
            }
        }
    }

    private async Task<PassResult> MeasureAsync(EntityKey key, CancellationToken abandon)
    {
        var startedAt = time.GetTimestamp();
        running[key] = startedAt;
        metrics.ReconcileActive.WithLabels(Kind).Inc();
        var result = await RunPassAsync(key, abandon);
        running.TryRemove(key, out _);
        metrics.ReconcileActive.WithLabels(Kind).Dec();
        metrics.ReconcileDuration.WithLabels(Kind, result.Label).Observe(time.GetElapsedTime(startedAt).TotalSeconds);
        return result;
    }

    private async Task<PassResult> RunPassAsync(EntityKey key, CancellationToken abandon)
    {
        using var timeout = new CancellationTokenSource(options.PassTimeout, time);
        using var pass = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abandon);
        try
        {
            return await reconciler.RunAsync(key, backoff.Failures(key), pass.Token, abandon);
        }
        catch (Exception exception)
        {
            return PassResult.Failed(exception);
        }
    }

    private void Plan(KeyedQueue term, EntityKey key, PassResult result)
    {
        if (result.Failure is null)
        {
            backoff.Forget(key);
            if (result.After is { } after)
            {
                term.AddAfter(key, after);
            }

            return;
        }

        var wait = backoff.Next(key);
        metrics.QueueRetries.WithLabels(Kind).Inc();
        Log(key, result.Failure, wait);
        term.AddAfter(key, wait);
    }

    private void Log(EntityKey key, Exception failure, TimeSpan wait)
    {
        switch (failure)
        {
            case OperationCanceledException:
                LogAbandoned(Kind, key);
                break;
            case KubernetesException { IsConflict: true }:
                LogConflict(Kind, key, failure.Message);
                break;
            default:
                LogFailed(failure, Kind, key, wait);
                break;
        }
    }

    [LoggerMessage(LogLevel.Warning, "a pass over {Kind} {Key} failed, the next is in {Wait}")]
    private partial void LogFailed(Exception exception, string kind, EntityKey key, TimeSpan wait);

    [LoggerMessage(LogLevel.Debug, "a pass over {Kind} {Key} met a newer state and is repeated: {Message}")]
    private partial void LogConflict(string kind, EntityKey key, string message);

    [LoggerMessage(LogLevel.Information, "a pass over {Kind} {Key} was abandoned")]
    private partial void LogAbandoned(string kind, EntityKey key);
}
