namespace BackupOperator.Storage.Tests.Faults;

/// <summary>A clock on which every delay is over at once, having taken its time.</summary>
/// <param name="longest">Delays beyond it are limits that nothing reaches: they never end. Null when there are
/// none.</param>
internal sealed class ImmediateClock(TimeSpan? longest = null) : TimeProvider
{
    private readonly Lock guard = new();
    private DateTimeOffset now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The delays that were asked for, in order.</summary>
    internal List<TimeSpan> Delays { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > longest)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }

        lock (guard)
        {
            if (dueTime > TimeSpan.Zero)
            {
                Delays.Add(dueTime);
                now += dueTime;
            }
        }

        return System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}
