using BackupOperator.Api;
using BackupOperator.Api.Locations;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Locations;

/// <summary>When a location is inspected next: at once when it is new, changed or asked for; soon after a failure; else after its
/// interval.</summary>
internal static class InspectionDue
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);
    private const int LastDoubling = 10;

    /// <summary>How long the location rests until then; zero or less when the inspection is due.</summary>
    public static TimeSpan In(V1alpha1BackupStorageLocation location, DateTimeOffset now)
    {
        var status = location.Status;
        if (status.LastCheckTime is not { } last
            || status.LastCheckGeneration != location.Metadata.Generation
            || status.LastInspectNow != location.GetAnnotation(Annotation.InspectNow))
        {
            return TimeSpan.Zero;
        }

        return last + Interval(location) - now;
    }

    /// <summary>What tells the next inspection from the last one: the same until its result is written down, so that its Job
    /// has the same name on every pass.</summary>
    public static string Occasion(V1alpha1BackupStorageLocation location) => string.Join(
        '|',
        location.Uid(),
        location.Generation(),
        location.Status.LastCheckTime?.ToUnixTimeSeconds(),
        location.GetAnnotation(Annotation.InspectNow));

    private static TimeSpan Interval(V1alpha1BackupStorageLocation location)
    {
        var wanted = Duration.Parse(location.Spec.CheckInterval) ?? default;
        var failures = location.Status.ConsecutiveFailures;
        if (failures == 0)
        {
            return wanted;
        }

        var retry = FirstRetry * Math.Pow(2, Math.Min(failures - 1, LastDoubling));
        return retry < wanted ? retry : wanted;
    }
}
