namespace BackupOperator.Manager.Tests.Policies;

/// <summary>A clock that stands until it is set. It has no timers: passes are run by hand.</summary>
internal sealed class SettableTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset now = now;

    public override DateTimeOffset GetUtcNow() => now;

    public void SetUtcNow(DateTimeOffset value) => now = value;

    public void Advance(TimeSpan time) => now += time;
}
