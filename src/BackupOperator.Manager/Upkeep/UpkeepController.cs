using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Locations;
using BackupOperator.Manager.Policies;
using BackupOperator.Manager.Policies.Validation;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Rbac;
using k8s.Models;

namespace BackupOperator.Manager.Upkeep;

/// <summary>Keeps a policy's stored backups to its retention: looks through them, announces what goes, deletes it when that is
/// due. Owns RetentionApplied.</summary>
/// <remarks>Runs come first: nothing is begun while one is under way or waits, and a deletion makes room for one.</remarks>
[EntityRbac(typeof(V1alpha1BackupExecution), Verbs = RbacVerb.Observe | RbacVerb.Delete)]
[EntityRbac(typeof(V1alpha1RestoreOperation), Verbs = RbacVerb.Observe)]
[EntityRbac(typeof(V1alpha1BackupStorageLocation), Verbs = RbacVerb.Observe | RbacVerb.Patch)]
[EntityRbac(typeof(V1Job), Verbs = RbacVerb.Observe | RbacVerb.Create | RbacVerb.Delete)]
[EntityRbac(typeof(V1Pod), Verbs = RbacVerb.Get | RbacVerb.List)]
[EntityRbac(typeof(V1Pod), SubResource = "log", Verbs = RbacVerb.Get)]
[EntityRbac(typeof(V1Lease), Verbs = RbacVerb.Get | RbacVerb.Create | RbacVerb.Patch)]
internal sealed class UpkeepController(
    IEntityCache<V1alpha1BackupExecution> executions,
    IEntityCache<V1alpha1BackupStorageLocation> locations,
    PolicyLease leases,
    SurveyStep survey,
    PruneStep prune,
    TimeProvider time) : IEntityController<V1alpha1BackupPolicy>
{
    // Timers of more than some weeks overflow; and the end of a run brings the policy back.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1alpha1BackupPolicy>> ReconcileAsync(V1alpha1BackupPolicy policy, CancellationToken cancellationToken)
    {
        var runs = PolicyRuns.Of(policy, executions.List(policy.Namespace()));
        var stored = StoredBackups.Of(policy, runs.All);
        var due = UpkeepDue.Of(policy, stored, time.GetUtcNow());
        var runWaits = runs.Active is { Status.Phase: null or ExecutionPhase.Pending };
        if (due.Work is UpkeepWork.None && !runWaits && policy.Status.Retention?.Pruning is null)
        {
            return policy.Unchanged(Sleep(due));
        }

        // Step 1: a deletion under way is brought to its end, whatever has changed since.
        var lease = await leases.GetAsync(policy.Name(), policy.Namespace(), cancellationToken);
        var locationName = policy.Spec.Storage.FirstOrDefault()?.LocationName ?? "";
        var location = locations.Get(locationName, policy.Namespace());
        if (PolicyLease.IsHeldForPrune(lease, policy))
        {
            return await prune.FollowAsync(policy, location, lease!, runWaits, cancellationToken);
        }

        if (policy.Status.Retention is { Pruning: not null } retention)
        {
            // Its lease was deleted by hand: what its agent still does is waited for as long as its Job lasts.
            retention.Pruning = null;
        }

        // Step 2: what cannot run is left as it is, and runs come first.
        if (runs.Active is not null
            || PolicyValidator.Validate(policy.Spec).Count > 0
            || LocationReadiness.Evaluate(locationName, location) is not null)
        {
            return policy.Unchanged();
        }

        // Step 3: what is due.
        return due.Work switch
        {
            UpkeepWork.Survey => await survey.RunAsync(policy, location!, stored, cancellationToken),
            UpkeepWork.Prune => await prune.StartAsync(policy, location!, lease, cancellationToken),
            _ => policy.Unchanged(Sleep(due)),
        };
    }

    private TimeSpan? Sleep(UpkeepDue due) => due.At - time.GetUtcNow() is { } wait
        ? wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep
        : null;
}
