namespace BackupOperator.Manager.Jobs;

/// <summary>How long work rests before it is tried again.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private const int LastDoubling = 10;

    /// <summary>What is left of the rest: doubles with each failure, from ten seconds to five minutes.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    /// <param name="failedAt">When the last one was; null where that is not known: there is no rest then.</param>
    /// <param name="now">The present.</param>
    public static TimeSpan Remaining(int failures, DateTimeOffset? failedAt, DateTimeOffset now)
    {
        if (failedAt is null)
        {
            return TimeSpan.Zero;
        }

        var rest = First * Math.Pow(2, Math.Min(failures - 1, LastDoubling));
        var left = (rest < Longest ? rest : Longest) - (now - failedAt.Value);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
