using BackupOperator.Contract;
using BackupOperator.Contract.Specs;

namespace BackupOperator.Manager.Jobs;

/// <summary>About how long work still takes. Pure.</summary>
internal static class TimeLeft
{
    /// <summary>What is left at the present rate, at least a second; null where it cannot be told: what is expected is an
    /// estimate, and work may be beyond it.</summary>
    public static TimeSpan? Of(long? readBytes, long? expectedBytes, long? bytesPerSecond) =>
        expectedBytes - (readBytes ?? 0) is > 0 and var left && bytesPerSecond is > 0 and var rate
            ? TimeSpan.FromSeconds(Math.Ceiling((double)left / rate))
            : null;

    /// <summary>The same of what an agent says, for people.</summary>
    public static string? Of(AgentProgress progress) =>
        Of(progress.ReadBytes, progress.ExpectedBytes, progress.ReadBytesPerSecond) is { } left ? Duration.Format(left) : null;
}
