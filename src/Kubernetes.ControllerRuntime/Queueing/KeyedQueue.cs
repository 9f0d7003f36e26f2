using Kubernetes.ControllerRuntime.Metrics;

namespace Kubernetes.ControllerRuntime.Queueing;

/// <summary>Keys to work on. A key waits at most once, is worked on by one worker at a time, and an add that comes while it
/// is worked on brings it back afterwards: none is lost.</summary>
/// <param name="kind">The kind, for metrics.</param>
/// <param name="metrics">Where its depth and its adds are counted.</param>
/// <param name="time">The clock of delayed adds.</param>
internal sealed class KeyedQueue(string kind, RuntimeMetrics metrics, TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<EntityKey> ready = new();
    private readonly HashSet<EntityKey> wanted = [];
    private readonly HashSet<EntityKey> running = [];
    private readonly DelayedKeys delayed = new();
    private readonly SemaphoreSlim available = new(0);
    private ITimer? timer;
    private bool disposed;

    /// <summary>Keys that wait for a worker.</summary>
    public int Depth
    {
        get
        {
            lock (gate)
            {
                return ready.Count;
            }
        }
    }

    /// <summary>Asks for a pass as soon as a worker is free.</summary>
    public void Add(EntityKey key)
    {
        lock (gate)
        {
            AddLocked(key);
        }
    }

    /// <summary>Asks for a pass after a delay. Of several such wishes the earliest counts.</summary>
    public void AddAfter(EntityKey key, TimeSpan delay)
    {
        lock (gate)
        {
            if (delay <= TimeSpan.Zero)
            {
                AddLocked(key);
                return;
            }

            if (delayed.Add(key, time.GetUtcNow() + delay))
            {
                ArmLocked();
            }
        }
    }

    /// <summary>Waits for a key and takes it; <see cref="Done"/> must follow.</summary>
    public async Task<EntityKey> TakeAsync(CancellationToken cancellationToken)
    {
        await available.WaitAsync(cancellationToken);
        lock (gate)
        {
            var key = ready.Dequeue();
            wanted.Remove(key);
            running.Add(key);
            // What was planned before this pass is served by it; the pass itself plans the next.
            delayed.Remove(key);
            metrics.QueueDepth.WithLabels(kind).Dec();
            return key;
        }
    }

    /// <summary>Ends the work on a key.</summary>
    public void Done(EntityKey key)
    {
        lock (gate)
        {
            running.Remove(key);
            if (wanted.Contains(key))
            {
                OfferLocked(key);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
        {
            metrics.QueueDepth.WithLabels(kind).Dec(ready.Count);
            disposed = true;
            timer?.Dispose();
            ready.Clear();
        }

        available.Dispose();
    }

    private void AddLocked(EntityKey key)
    {
        if (disposed || !wanted.Add(key))
        {
            return;
        }

        metrics.QueueAdds.WithLabels(kind).Inc();
        if (!running.Contains(key))
        {
            OfferLocked(key);
        }
    }

    private void OfferLocked(EntityKey key)
    {
        if (disposed)
        {
            return;
        }

        ready.Enqueue(key);
        available.Release();
        metrics.QueueDepth.WithLabels(kind).Inc();
    }

    private void ArmLocked()
    {
        if (disposed || delayed.Earliest is not { } due)
        {
            return;
        }

        var wait = due - time.GetUtcNow();
        wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        if (timer is null)
        {
            timer = time.CreateTimer(_ => ReleaseDue(), null, wait, Timeout.InfiniteTimeSpan);
            return;
        }

        timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void ReleaseDue()
    {
        lock (gate)
        {
            foreach (var key in delayed.TakeDue(time.GetUtcNow()))
            {
                AddLocked(key);
            }

            ArmLocked();
        }
    }
}
