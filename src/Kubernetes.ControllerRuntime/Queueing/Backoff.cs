using System.Collections.Concurrent;

namespace Kubernetes.ControllerRuntime.Queueing;

/// <summary>Counts failures in a row of each key, and says how long to wait after them.</summary>
/// <param name="options">Bounds of the wait.</param>
/// <param name="random">Gives jitter: numbers from 0 to 1.</param>
internal sealed class Backoff(BackoffOptions options, Func<double> random)
{
    // 2^30 times any first wait is beyond every limit; more would overflow.
    private const int MostDoublings = 30;

    private readonly ConcurrentDictionary<EntityKey, int> failures = new();

    /// <summary>Failures in a row so far.</summary>
    public int Failures(EntityKey key) => failures.GetValueOrDefault(key);

    /// <summary>Counts one more failure.</summary>
    /// <returns>How long to wait before the next try.</returns>
    public TimeSpan Next(EntityKey key)
    {
        var count = failures.AddOrUpdate(key, 1, (_, before) => before + 1);
        var wait = options.First * Math.Pow(2, Math.Min(count - 1, MostDoublings));
        var bounded = wait < options.Longest ? wait : options.Longest;
        return bounded * (1 - (options.Jitter * random()));
    }

    /// <summary>Starts the count of a key anew.</summary>
    public void Forget(EntityKey key) => failures.TryRemove(key, out _);
}
