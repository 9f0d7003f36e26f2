using System.Globalization;
using BackupOperator.Api.Executions;
using BackupOperator.Contract;
using BackupOperator.Manager.Jobs;

namespace BackupOperator.Manager.Executions;

/// <summary>Writes what is seen of one source into its status.</summary>
internal static class SourceProgress
{
    /// <summary>Not started.</summary>
    public const string Pending = "Pending";

    /// <summary>At work, or between two tries.</summary>
    public const string Running = "Running";

    /// <summary>Stored.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>Given up.</summary>
    public const string Failed = "Failed";

    // What reading is measured against is an estimate: only the end is the end.
    private const int LastPercentBeforeEnd = 99;

    /// <summary>The agent's pod is not at work yet.</summary>
    public static SourceStatus Starting(this SourceStatus source, int attempt, string message) =>
        Blank(source, attempt) with { Phase = Running, Message = message };

    /// <summary>The agent works.</summary>
    public static SourceStatus AtWork(this SourceStatus source, int attempt, AgentProgress? progress)
    {
        var start = source.Attempt == attempt ? source : Blank(source, attempt);
        return progress is null
            ? start with { Phase = Running, Message = start.ReadBytes is null ? "the agent has started" : start.Message }
            : start with
            {
                Phase = Running,
                Message = progress.Activity,
                ReadBytes = progress.ReadBytes,
                ExpectedBytes = progress.ExpectedBytes,
                StoredBytes = progress.StoredBytes,
                TransferredBytes = progress.TransferredBytes,
                ReadBytesPerSecond = progress.ReadBytesPerSecond,
            };
    }

    /// <summary>A try failed and another follows.</summary>
    public static SourceStatus Resting(this SourceStatus source, AgentFailure failure, TimeSpan rest) => source with
    {
        Phase = Running,
        ReadBytesPerSecond = null,
        Message = $"try {source.Attempt} failed: {failure.Message}; next one in {Contract.Specs.Duration.Format(rest)}",
    };

    /// <summary>No try is left, or none would help.</summary>
    public static SourceStatus GivenUp(this SourceStatus source, AgentFailure failure) => source with
    {
        Phase = Failed,
        Reason = failure.Reason,
        Message = failure.Message,
        ReadBytesPerSecond = null,
    };

    /// <summary>Stored.</summary>
    public static SourceStatus Done(this SourceStatus source, SourceResult result) => source with
    {
        Phase = Succeeded,
        Reason = null,
        Message = null,
        ManifestKey = result.ManifestKey,
        ManifestSha256 = result.ManifestSha256,
        Base = result.Base,
        KeyId = result.KeyId,
        RecoveryPoint = result.RecoveryPoint,
        ReadBytes = result.ReadBytes,
        ExpectedBytes = result.ReadBytes,
        ReferredBytes = result.ReferredBytes,
        StoredBytes = result.StoredBytes,
        TransferredBytes = result.TransferredBytes,
        ReadBytesPerSecond = result.DurationSeconds > 0 ? (long)(result.ReadBytes / result.DurationSeconds) : null,
        DurationSeconds = (long)Math.Round(result.DurationSeconds),
        Databases = result.Databases,
        Tables = result.Tables,
        Rows = result.Rows,
        ServerVersion = result.ServerVersion,
    };

    /// <summary>What the agent reported, from what was kept of it: the commit needs no Job that may be gone by then.</summary>
    public static SourceResult ToResult(this SourceStatus source) => new()
    {
        Source = source.Name,
        ManifestKey = source.ManifestKey ?? "",
        ManifestSha256 = source.ManifestSha256 ?? "",
        Base = source.Base,
        KeyId = source.KeyId,
        RecoveryPoint = source.RecoveryPoint ?? default,
        ReadBytes = source.ReadBytes ?? 0,
        ReferredBytes = source.ReferredBytes ?? 0,
        StoredBytes = source.StoredBytes ?? 0,
        TransferredBytes = source.TransferredBytes ?? 0,
        Databases = source.Databases ?? 0,
        Tables = source.Tables ?? 0,
        Rows = source.Rows ?? 0,
        ServerVersion = source.ServerVersion,
        DurationSeconds = source.DurationSeconds ?? 0,
    };

    /// <summary>How much of what is expected was read, such as <c>42%</c>; <c>100%</c> only when all sources are stored.</summary>
    public static string Percent(IEnumerable<SourceStatus> sources)
    {
        var all = sources.ToList();
        if (all.All(source => source.Phase == Succeeded))
        {
            return "100%";
        }

        var expected = all.Sum(source => Math.Max(source.ExpectedBytes ?? 0, source.ReadBytes ?? 0));
        var percent = expected == 0 ? 0 : all.Sum(source => source.ReadBytes ?? 0) * 100.0 / expected;
        return $"{Math.Min(LastPercentBeforeEnd, (int)percent).ToString(CultureInfo.InvariantCulture)}%";
    }

    /// <summary>What the slowest source still takes; null while that of one cannot be told.</summary>
    public static string? TimeLeft(IEnumerable<SourceStatus> sources)
    {
        var open = sources.Where(source => source.Phase != Succeeded)
            .Select(source => Jobs.TimeLeft.Of(source.ReadBytes, source.ExpectedBytes, source.ReadBytesPerSecond)).ToList();
        return open.Count > 0 && open.All(left => left is not null) ? Contract.Specs.Duration.Format(open.Max()!.Value) : null;
    }

    private static SourceStatus Blank(SourceStatus source, int attempt) => new() { Name = source.Name, Attempt = attempt };
}
