namespace BackupOperator.Storage;

/// <summary>Lets bytes pass at a rate; everybody who asks gets their turn.</summary>
/// <remarks>
/// A token bucket that is kept as an instant: the one at which all that was let pass is paid for. Whoever asks is given
/// a slice behind the last one and waits for it, so that a large object and a small one take turns slice by slice, and
/// waits that the timer rounds are made up for by the next. What was not used within a quarter of a second is lost.
/// </remarks>
internal sealed class BytePacer
{
    private const int SmallestSlice = 4 * 1024;
    private const int LargestSlice = 256 * 1024;
    private const int SlicesPerSecond = 20;

    private readonly long bytesPerSecond;
    private readonly TimeProvider clock;
    private readonly long burst;
    private readonly Lock guard = new();
    private long paid;

    internal BytePacer(long bytesPerSecond, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerSecond, 1);
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
        SliceBytes = (int)Math.Clamp(bytesPerSecond / SlicesPerSecond, SmallestSlice, LargestSlice);
        burst = clock.TimestampFrequency / 4;
        paid = clock.GetTimestamp();
    }

    /// <summary>How many bytes pass at once.</summary>
    internal int SliceBytes { get; }

    /// <summary>Waits until so many bytes may pass, slice by slice.</summary>
    internal async ValueTask TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        for (; bytes > 0; bytes -= SliceBytes)
        {
            var wait = Reserve(Math.Min(bytes, SliceBytes));
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, cancellationToken);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Gives back what was taken and did not pass.</summary>
    internal void Return(long bytes)
    {
        lock (guard)
        {
            paid -= Cost(bytes);
        }
    }

    private TimeSpan Reserve(long bytes)
    {
        lock (guard)
        {
            var now = clock.GetTimestamp();
            paid = Math.Max(paid, now - burst) + Cost(bytes);
            return clock.GetElapsedTime(now, paid);
        }
    }

    private long Cost(long bytes) => (long)((double)bytes / bytesPerSecond * clock.TimestampFrequency);
}
