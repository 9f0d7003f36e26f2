namespace BackupOperator.Storage;

/// <summary>Bounds one call to a store in time.</summary>
internal static class Deadline
{
    // A call that heeds its token ends at once; one that is stuck in the kernel (a hard-mounted share whose server is
    // gone) never does, and must not take the agent with it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Runs a call; when it takes longer than <paramref name="limit"/> its token is cancelled and, should it
    /// not end even then, it is left behind.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unreachable"/>, naming
    /// <paramref name="subject"/>.</exception>
    internal static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> call, TimeSpan limit, string subject, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.FromTicks(1), clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var running = call(linked.Token);
        try
        {
            return await running.WaitAsync(linked.Token);
        }
        catch (OperationCanceledException exception) when (linked.IsCancellationRequested)
        {
            await LeaveAsync(running, clock);
            cancellationToken.ThrowIfCancellationRequested();
            throw new StoreException(
                StoreFailure.Unreachable,
                $"{subject}: no answer within {limit.TotalSeconds:0.#} s; " +
                "check that the store is up and the network fast enough",
                exception);
        }
    }

    // The caller's buffers are its own again as soon as we return, so a call that is about to end is waited for.
    private static async Task LeaveAsync<T>(Task<T> running, TimeProvider clock)
    {
        var ended = DiscardAsync(running);
        await Task.WhenAny(ended, Task.Delay(Grace, clock, CancellationToken.None));
    }

    // What a call left behind returns is disposed of, and what it throws is nobody's any more.
    private static async Task DiscardAsync<T>(Task<T> running)
    {
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompletedSuccessfully)
        {
            (running.Result as IDisposable)?.Dispose();
        }
    }
}
