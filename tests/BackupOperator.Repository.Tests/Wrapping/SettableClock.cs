namespace BackupOperator.Repository.Tests.Wrapping;

/// <summary>A clock that stands where a test puts it.</summary>
internal sealed class SettableClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
