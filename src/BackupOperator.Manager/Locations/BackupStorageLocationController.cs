using BackupOperator.Api;
using BackupOperator.Api.Locations;
using BackupOperator.Contract;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Rbac;
using k8s.Models;

namespace BackupOperator.Manager.Locations;

/// <summary>Has each store tried by an agent, on a schedule and when asked, and shows what it holds.</summary>
[EntityRbac(typeof(V1alpha1BackupStorageLocation), Verbs = RbacVerb.Observe | RbacVerb.Patch)]
[EntityRbac(typeof(V1alpha1BackupStorageLocation), SubResource = "status", Verbs = RbacVerb.Get | RbacVerb.Patch)]
[EntityRbac(typeof(V1Job), Verbs = RbacVerb.Observe | RbacVerb.Create | RbacVerb.Delete)]
[EntityRbac(typeof(V1Pod), Verbs = RbacVerb.Get | RbacVerb.List)]
[EntityRbac(typeof(V1Pod), SubResource = "log", Verbs = RbacVerb.Get)]
[EntityRbac(typeof(V1PersistentVolumeClaim), Verbs = RbacVerb.Get)]
internal sealed class BackupStorageLocationController(
    IKubernetesClient client, AgentJob builder, AgentJobs jobs, CatalogueImporter importer, TimeProvider time)
    : IEntityController<V1alpha1BackupStorageLocation>
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClaimPoll = TimeSpan.FromSeconds(15);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1alpha1BackupStorageLocation>> ReconcileAsync(
        V1alpha1BackupStorageLocation location, CancellationToken cancellationToken)
    {
        if (LocationValidator.Check(location.Spec) is { } invalid)
        {
            location.Status.Phase = LocationStatusWriter.Unavailable;
            return location.Stalled(invalid);
        }

        if (await MissingClaimAsync(location, cancellationToken) is { } missing)
        {
            // Inspected as soon as the claim is there.
            location.Status.Phase = LocationStatusWriter.Pending;
            location.Status.LastCheckGeneration = null;
            return location.Waiting(missing, ClaimPoll);
        }

        if (InspectionDue.In(location, time.GetUtcSeconds()) is var rest && rest > TimeSpan.Zero)
        {
            return location.Unchanged(rest);
        }

        // The Job's name stays until its result is written down: a repeated pass finds it instead of starting a second.
        var job = builder.ForInspect(location, InspectionDue.Occasion(location));
        var outcome = await jobs.ObserveAsync(job, AgentVerb.Inspect, StartTimeout, started: false, cancellationToken);
        await DeleteOthersAsync(location, job, cancellationToken);
        if (outcome is JobOutcome.Finished { Succeeded: true } finished)
        {
            return await RecordAsync(location, finished, cancellationToken);
        }

        return AgentFailure.Of(outcome) is { } failure ? Fail(location, failure) : Inspecting(location, outcome);
    }

    // A claim that waits for its first pod is not bound before an agent uses it: that it exists is all that can be asked.
    private async Task<Refusal?> MissingClaimAsync(V1alpha1BackupStorageLocation location, CancellationToken cancellationToken)
    {
        if (location.Spec.Filesystem?.ClaimName is not { } name)
        {
            return null;
        }

        var claim = await client.GetAsync<V1PersistentVolumeClaim>(name, location.Namespace(), cancellationToken);
        return claim?.Status?.Phase switch
        {
            _ when claim is null => new Refusal(Reason.ClaimNotReady, $"PersistentVolumeClaim {name} does not exist; create it"),
            "Lost" => new Refusal(Reason.ClaimNotReady, $"PersistentVolumeClaim {name} has lost its volume"),
            _ => null,
        };
    }

    private async Task<ReconciliationResult<V1alpha1BackupStorageLocation>> RecordAsync(
        V1alpha1BackupStorageLocation location, JobOutcome.Finished finished, CancellationToken cancellationToken)
    {
        // Imported before it is written down: a pass that is cut off here is repeated whole, and makes nothing twice.
        var inspect = finished.Result.Inspect!;
        location.Status.ImportedBackups = await importer.ImportAsync(location, finished.Pod, inspect, cancellationToken);
        location.RecordHealth(inspect, time.GetUtcSeconds());
        var unreadable = inspect.UnreadableBackups > 0 ? $"; {inspect.UnreadableBackups} records cannot be read: {finished.Result.Message}" : "";
        return location.Ready(
            Reason.StoreHealthy,
            $"written, read and deleted; {inspect.Backups} backups, {location.Status.Used} used{unreadable}",
            InspectionDue.In(location, time.GetUtcSeconds()));
    }

    private ReconciliationResult<V1alpha1BackupStorageLocation> Fail(V1alpha1BackupStorageLocation location, AgentFailure failure)
    {
        location.RecordFailure(time.GetUtcSeconds());
        return location.Stalled(failure.Reason, failure.Message, InspectionDue.In(location, time.GetUtcSeconds()));
    }

    // While a store that is known as healthy, or as unhealthy, is tried again, what is known of it stays.
    private static ReconciliationResult<V1alpha1BackupStorageLocation> Inspecting(V1alpha1BackupStorageLocation location, JobOutcome outcome)
    {
        if (location.Status.LastCheckGeneration == location.Metadata.Generation)
        {
            return location.Unchanged(Poll);
        }

        location.Status.Phase = LocationStatusWriter.Inspecting;
        var message = outcome is JobOutcome.NotStarted waiting ? waiting.Message : "an agent is trying the store";
        return location.Waiting(Reason.Inspecting, message, Poll);
    }

    private async Task DeleteOthersAsync(V1alpha1BackupStorageLocation location, V1Job current, CancellationToken cancellationToken)
    {
        foreach (var job in await jobs.ListAsync(location.Namespace(), Label.Location, location.Name(), cancellationToken))
        {
            if (job.IsOwnedBy(location) && job.Name() != current.Name() && job.DeletionTimestamp() is null)
            {
                await jobs.DeleteAsync(job, cancellationToken);
            }
        }
    }
}
