using System.Security.Cryptography;

namespace BackupOperator.Storage;

/// <summary>Tries a store with the whole of what a backup and a restore need: write,
/// read, read a part, list, delete.</summary>
public static class StoreProbe
{
    private const string Folder = "probe/";

    // Enough that a server which stores nothing, or cuts, shows; little enough that it costs nothing.
    private const int ContentBytes = 64 * 1024;

    // What is left of a probe that was killed; one that runs takes minutes at most.
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    /// <summary>Runs one probe under <c>probe/</c> and removes what it, or one before it
    /// that was killed, left there.</summary>
    /// <returns>The times that the steps took, or the first failure; only cancellation throws.</returns>
    public static async Task<StoreProbeResult> RunAsync(
        IObjectStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(clock);
        var steps = new StepClock(clock);
        try
        {
            await RunAsync(store, clock, steps, cancellationToken);
        }
        catch (StoreException) when (steps.HasFailed)
        {
            // The result tells it.
        }

        return steps.Result();
    }

    private static async Task RunAsync(
        IObjectStore store, TimeProvider clock, StepClock steps, CancellationToken cancellationToken)
    {
        var key = $"{Folder}{Guid.NewGuid():N}";
        var content = RandomNumberGenerator.GetBytes(ContentBytes);
        await steps.RunAsync(ProbeStep.Write, () => store.PutAsync(key, content, ifAbsent: true, cancellationToken));
        try
        {
            await steps.RunAsync(ProbeStep.Read, () => CompareAsync(store, key, null, content, cancellationToken));

            // Restores read parts of packs: a store that answers with the whole must show here and not then.
            var part = new ByteRange(ContentBytes / 2, ContentBytes / 4);
            var expected = content.AsMemory((int)part.Offset, (int)part.Length);
            await steps.RunAsync(
                ProbeStep.ReadRange, () => CompareAsync(store, key, part, expected, cancellationToken));
            await steps.RunAsync(ProbeStep.List, () => FindAsync(store, key, clock, cancellationToken));
        }
        finally
        {
            await steps.RunAsync(ProbeStep.Delete, () => DeleteAsync(store, key, cancellationToken));
        }
    }

    private static async Task CompareAsync(
        IObjectStore store, string key, ByteRange? range, ReadOnlyMemory<byte> expected,
        CancellationToken cancellationToken)
    {
        await using var stored = await store.GetAsync(key, range, cancellationToken);
        if (!await ContentComparison.EqualsAsync(stored, expected, cancellationToken))
        {
            throw new StoreException(
                StoreFailure.Corrupt,
                $"{store.Address}/{key}: the store returns other bytes than were written; do not use it");
        }
    }

    private static async Task FindAsync(
        IObjectStore store, string key, TimeProvider clock, CancellationToken cancellationToken)
    {
        var found = false;
        var leftovers = new List<string>();
        await foreach (var stored in store.ListAsync(Folder, cancellationToken))
        {
            found |= stored.Key == key;
            if (stored.LastModified < clock.GetUtcNow() - LeftoverAge)
            {
                leftovers.Add(stored.Key);
            }
        }

        if (!found)
        {
            throw new StoreException(
                StoreFailure.Unsupported,
                $"{store.Address}/{key}: the store does not list what was just written; " +
                "use one that lists consistently");
        }

        foreach (var leftover in leftovers)
        {
            await store.DeleteAsync(leftover, cancellationToken);
        }
    }

    private static async Task DeleteAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(key, cancellationToken);
        if (await store.StatAsync(key, cancellationToken) is not null)
        {
            throw new StoreException(
                StoreFailure.Unsupported,
                $"{store.Address}/{key}: the store still shows what was deleted; use one that deletes");
        }
    }

    /// <summary>Keeps the time of each step, and the first failure: one while tidying up
    /// must not hide what came before.</summary>
    private sealed class StepClock(TimeProvider clock)
    {
        private readonly Dictionary<ProbeStep, TimeSpan> latencies = [];
        private ProbeStep? failedStep;
        private StoreException? failure;

        internal bool HasFailed => failure is not null;

        internal async Task RunAsync(ProbeStep step, Func<Task> action)
        {
            var started = clock.GetTimestamp();
            try
            {
                await action();
                latencies[step] = clock.GetElapsedTime(started);
            }
            catch (StoreException exception)
            {
                failedStep ??= step;
                failure ??= exception;
                throw;
            }
        }

        internal StoreProbeResult Result() => new(latencies, failedStep, failure);
    }
}
