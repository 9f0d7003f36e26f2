namespace BackupOperator.Storage;

/// <summary>How often and how long a transient failure is tried again. Delays double with jitter.</summary>
public sealed record RetryOptions
{
    /// <summary>Attempts in all, the first included; 1 for no retry.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>The delay before the second attempt.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest delay between two attempts, also when the store asks for a longer one.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No attempt begins later than this after the first.</summary>
    public TimeSpan TotalTime { get; init; } = TimeSpan.FromMinutes(5);
}
