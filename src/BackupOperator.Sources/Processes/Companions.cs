namespace BackupOperator.Sources.Processes;

/// <summary>Two pieces of work that stand or fall together.</summary>
internal static class Companions
{
    /// <summary>Waits for both; the failure of one cancels the other, and the first failure is thrown.</summary>
    /// <param name="main">Must end when <paramref name="stop"/> is cancelled.</param>
    /// <param name="companion">Must end when <paramref name="stop"/> is cancelled.</param>
    /// <param name="stop">Cancelled on failure.</param>
    public static async Task WithAsync(this Task main, Task companion, CancellationTokenSource stop)
    {
        var first = await Task.WhenAny(main, companion);
        if (!first.IsCompletedSuccessfully)
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(main, companion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
        await main;
        await companion;
    }
}
