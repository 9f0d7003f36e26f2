using BackupOperator.Api;
using BackupOperator.Api.Locations;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Locations;

/// <summary>Says whether a location may be used.</summary>
internal static class LocationReadiness
{
    /// <summary>Why it may not; null when it may.</summary>
    /// <param name="name">The location's name.</param>
    /// <param name="location">The location; null when it does not exist.</param>
    public static Refusal? Evaluate(string name, V1alpha1BackupStorageLocation? location)
    {
        if (location is null)
        {
            return new Refusal(Reason.StoreNotReady, $"BackupStorageLocation {name} does not exist; create it");
        }

        var ready = location.Status.Conditions.FirstOrDefault(condition => condition.Type == ConditionType.Ready);
        if (ready is null || location.Status.LastCheckGeneration != location.Metadata.Generation)
        {
            return new Refusal(Reason.StoreNotReady, $"BackupStorageLocation {name} has not been inspected yet");
        }

        return ready.Status == "True"
            ? null
            : new Refusal(Reason.StoreNotReady, $"BackupStorageLocation {name} is not ready: {ready.Reason}: {ready.Message}");
    }
}
