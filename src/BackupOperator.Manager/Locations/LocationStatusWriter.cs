using BackupOperator.Api;
using BackupOperator.Api.Locations;
using BackupOperator.Contract;
using k8s.Models;

namespace BackupOperator.Manager.Locations;

/// <summary>Writes the end of an inspection into the status of its location.</summary>
internal static class LocationStatusWriter
{
    /// <summary>Not inspected yet, or not as it now is.</summary>
    public const string Pending = "Pending";

    /// <summary>The first inspection runs.</summary>
    public const string Inspecting = "Inspecting";

    /// <summary>The store may be used.</summary>
    public const string Ready = "Ready";

    /// <summary>The store may not be used.</summary>
    public const string Unavailable = "Unavailable";

    /// <summary>The store took a write, gave it back and deleted it.</summary>
    public static void RecordHealth(this V1alpha1BackupStorageLocation location, InspectResult result, DateTimeOffset now)
    {
        var status = location.Status;
        location.RecordCheck(now);
        status.Phase = Ready;
        status.LastHealthyTime = now;
        status.ConsecutiveFailures = 0;
        status.Address = result.Address;
        status.RepositoryId = result.RepositoryId;
        status.UsedBytes = result.UsedBytes;
        status.Used = ByteSize.Format(result.UsedBytes);
        status.AvailableBytes = result.AvailableBytes;
        status.Objects = result.Objects;
        status.Backups = result.Backups;
        status.UnreadableBackups = result.UnreadableBackups;
    }

    /// <summary>The store could not be tried, or failed the try. What was last known of it stays.</summary>
    public static void RecordFailure(this V1alpha1BackupStorageLocation location, DateTimeOffset now)
    {
        location.RecordCheck(now);
        location.Status.Phase = Unavailable;
        location.Status.ConsecutiveFailures++;
    }

    private static void RecordCheck(this V1alpha1BackupStorageLocation location, DateTimeOffset now)
    {
        location.Status.LastCheckTime = now;
        location.Status.LastCheckGeneration = location.Metadata.Generation;
        location.Status.LastInspectNow = location.GetAnnotation(Annotation.InspectNow);
    }
}
