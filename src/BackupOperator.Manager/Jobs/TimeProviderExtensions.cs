namespace BackupOperator.Manager.Jobs;

/// <summary>Time as statuses keep it.</summary>
internal static class TimeProviderExtensions
{
    /// <summary>The present to the whole second: finer times would differ from what the API server gives back.</summary>
    public static DateTimeOffset GetUtcSeconds(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
