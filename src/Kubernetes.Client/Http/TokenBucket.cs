namespace Kubernetes.Client.Http;

/// <summary>Lets through so many requests a second, and so many at once after a quiet time; first come, first served.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock gate = new();
    private double tokens = Math.Max(1, burst);
    private long refilled = time.GetTimestamp();

    /// <summary>Waits for a token.</summary>
    /// <returns>How long the wait was.</returns>
    public async ValueTask<TimeSpan> TakeAsync(CancellationToken cancellationToken)
    {
        var wait = Reserve();
        if (wait <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        try
        {
            await Task.Delay(wait, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            GiveBack();
            throw;
        }

        return wait;
    }

    // Taking below zero reserves a token of the future, which keeps the order of those who wait.
    private TimeSpan Reserve()
    {
        if (perSecond <= 0)
        {
            return TimeSpan.Zero;
        }

        lock (gate)
        {
            var now = time.GetTimestamp();
            var earned = time.GetElapsedTime(refilled, now).TotalSeconds * perSecond;
            refilled = now;
            tokens = Math.Min(Math.Max(1, burst), tokens + earned) - 1;
            return tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-tokens / perSecond);
        }
    }

    private void GiveBack()
    {
        lock (gate)
        {
            tokens++;
        }
    }
}
