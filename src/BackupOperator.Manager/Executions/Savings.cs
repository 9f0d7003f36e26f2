using System.Globalization;
using BackupOperator.Api.Executions;

namespace BackupOperator.Manager.Executions;

/// <summary>What a backup did not have to store. Pure.</summary>
internal static class Savings
{
    private const int Whole = 100;

    /// <summary>The share of what was read that an earlier backup holds, such as <c>97%</c>, rounded down: 100% is all.</summary>
    public static string? Share(BackupExecutionStatus status) => status is { ReadBytes: > 0 and var read }
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)(Whole * ((status.ReferredBytes ?? 0) / (decimal)read))}%")
        : null;

    /// <summary>Bytes that were new, for each byte stored; null where nothing was stored.</summary>
    public static double? CompressionRatio(BackupExecutionStatus status) =>
        status is { ReadBytes: { } read, StoredBytes: > 0 and var stored }
            ? Math.Round((read - (status.ReferredBytes ?? 0)) / (double)stored, 2)
            : null;

    /// <summary>The ratio for people.</summary>
    public static string? Text(double? ratio) => ratio?.ToString("0.0#", CultureInfo.InvariantCulture);
}
