using System.Globalization;
using BackupOperator.Api;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Restores;

/// <summary>Writes a restore into its status.</summary>
internal static class RestoreStatusWriter
{
    private const int LastPercentBeforeEnd = 99;

    /// <summary>The restore was asked for: recovery time counts from here.</summary>
    public static void Begin(this V1alpha1RestoreOperation restore)
    {
        restore.Status.StartTime ??= restore.CreationTimestamp();
        restore.Status.Phase ??= RestorePhase.Pending;
    }

    /// <summary>The agent works.</summary>
    public static void RecordProgress(this RestoreOperationStatus status, AgentProgress progress)
    {
        status.Message = progress.Activity;
        status.RestoredBytes = progress.ReadBytes;
        status.Restored = ByteSize.Format(progress.ReadBytes);
        status.RestoredBytesPerSecond = progress.ReadBytesPerSecond;
        status.TimeLeft = TimeLeft.Of(progress);
        status.Progress = progress.ExpectedBytes is > 0 and var expected
            ? $"{Math.Min(LastPercentBeforeEnd, progress.ReadBytes * 100 / expected).ToString(CultureInfo.InvariantCulture)}%"
            : status.Progress;
    }

    /// <summary>All is back and was checked.</summary>
    public static void RecordResult(this RestoreOperationStatus status, RestoreResult result, double workSeconds)
    {
        status.Progress = "100%";
        status.RecoveryPoint = result.RecoveryPoint;
        status.RestoredBytes = result.RestoredBytes;
        status.Restored = ByteSize.Format(result.RestoredBytes);
        status.RestoredBytesPerSecond = workSeconds > 0 ? (long)(result.RestoredBytes / workSeconds) : null;
        status.Databases = result.Databases;
        status.Tables = result.Tables;
        status.Rows = result.Rows;
    }

    /// <summary>Nothing will change any more.</summary>
    public static void End(this RestoreOperationStatus status, RestorePhase phase, string message, DateTimeOffset now)
    {
        status.Phase = phase;
        status.Message = message;
        status.TimeLeft = null;
        status.CompletionTime = now;
        if (status.StartTime is { } start)
        {
            status.DurationSeconds = (long)(now - start).TotalSeconds;
            status.Duration = Duration.Format(now - start);
        }
    }
}
