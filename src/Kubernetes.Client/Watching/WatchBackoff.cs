namespace Kubernetes.Client.Watching;

/// <summary>How long a watch waits after failures in a row.</summary>
internal static class WatchBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the next attempt.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    /// <param name="jitter">A number from 0 to 1.</param>
    public static TimeSpan After(int failures, double jitter)
    {
        var wait = First * Math.Pow(2, Math.Min(failures, 10) - 1);
        return (wait < Longest ? wait : Longest) * (0.5 + (jitter / 2));
    }
}
