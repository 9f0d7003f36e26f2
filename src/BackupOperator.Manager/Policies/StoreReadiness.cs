using BackupOperator.Api;
using BackupOperator.Api.Locations;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Policies;

/// <summary>Says whether runs of a policy could reach their store.</summary>
internal static class StoreReadiness
{
    /// <summary>Why they could not; null when they could.</summary>
    public static Refusal? Evaluate(string name, V1alpha1BackupStorageLocation? location)
    {
        if (location is null)
        {
            return new Refusal(Reason.StoreNotReady, $"BackupStorageLocation {name} does not exist; create it");
        }

        var ready = location.Status.Conditions.FirstOrDefault(condition => condition.Type == ConditionType.Ready);
        return ready?.Status == "True"
            ? null
            : new Refusal(Reason.StoreNotReady, $"BackupStorageLocation {name} is not ready: {ready?.Message ?? "not inspected yet"}");
    }
}
