using BackupOperator.Api;
using BackupOperator.Api.Locations;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Locations;

/// <summary>Has a location inspected soon after an agent could not reach its store, so that what runs next waits for the store
/// instead of failing as well.</summary>
internal sealed class StoreAlarm(IKubernetesClient client)
{
    /// <summary>Raises the alarm where a failure is about the store. The same failure raises it once.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="location">The location that was used.</param>
    /// <param name="occasion">What tells this failure from others.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task RaiseAsync(
        AgentFailure failure, V1alpha1BackupStorageLocation location, string occasion, CancellationToken cancellationToken)
    {
        if (failure.Reason == Reason.StoreUnreachable)
        {
            await InspectAsync(location, occasion, cancellationToken);
        }
    }

    /// <summary>Has a location inspected. The same occasion does so once.</summary>
    /// <param name="location">The location that was used.</param>
    /// <param name="occasion">What tells this occasion from others.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task InspectAsync(
        V1alpha1BackupStorageLocation location, string occasion, CancellationToken cancellationToken)
    {
        var present = await client.GetAsync<V1alpha1BackupStorageLocation>(location.Name(), location.Namespace(), cancellationToken);
        if (present is null || present.GetAnnotation(Annotation.InspectNow) == occasion)
        {
            return;
        }

        var alarmed = client.Copy(present);
        alarmed.SetAnnotation(Annotation.InspectNow, occasion);
        await client.PatchAsync(present, alarmed, optimistic: false, cancellationToken);
    }
}
