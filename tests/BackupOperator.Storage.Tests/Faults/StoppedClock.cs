namespace BackupOperator.Storage.Tests.Faults;

/// <summary>A clock that stands still until a test lets it go on; timers fire then, in order.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private readonly Lock guard = new();
    private readonly List<Alarm> alarms = [];
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    internal TimeSpan Now => TimeSpan.FromTicks(now);

    public override long GetTimestamp() => now;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, now + dueTime.Ticks, () => callback(state));
        lock (guard)
        {
            alarms.Add(alarm);
        }

        return alarm;
    }

    /// <summary>Goes on to the next timer and fires it; false when there is none.</summary>
    internal bool Step()
    {
        Alarm? next;
        lock (guard)
        {
            next = alarms.MinBy(alarm => alarm.Due);
            if (next is null)
            {
                return false;
            }

            alarms.Remove(next);
            now = Math.Max(now, next.Due);
        }

        next.Fire();
        return true;
    }

    private sealed class Alarm(StoppedClock clock, long due, Action fire) : ITimer
    {
        public long Due { get; } = due;

        public Action Fire { get; } = fire;

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose()
        {
            lock (clock.guard)
            {
                clock.alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
