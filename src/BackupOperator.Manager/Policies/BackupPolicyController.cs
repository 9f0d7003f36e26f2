using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Locations;
using BackupOperator.Manager.Policies.Validation;
using BackupOperator.Manager.Scheduling;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Events;
using Kubernetes.ControllerRuntime.Rbac;
using k8s.Models;

namespace BackupOperator.Manager.Policies;

/// <summary>Starts the runs of a policy when they are due, and shows what is to come and what has been. Owns Ready.</summary>
/// <remarks>
/// A slot's run has a name that follows from the slot, and the slot is recorded in the status only after the run exists. So
/// the process may end between any two steps: the next pass finds the run by the API server's own word and takes it for the
/// decision that it was.
/// </remarks>
[EntityRbac(typeof(V1alpha1BackupPolicy), Verbs = RbacVerb.Observe)]
[EntityRbac(typeof(V1alpha1BackupPolicy), Verbs = RbacVerb.Patch, SubResource = "status")]
[EntityRbac(typeof(V1alpha1BackupExecution), Verbs = RbacVerb.Observe | RbacVerb.Create)]
[EntityRbac(typeof(V1alpha1BackupStorageLocation), Verbs = RbacVerb.Observe)]
internal sealed class BackupPolicyController(
    IKubernetesClient client,
    IEntityCache<V1alpha1BackupExecution> executions,
    IEntityCache<V1alpha1BackupStorageLocation> locations,
    IEventRecorder events,
    TimeProvider time) : IEntityController<V1alpha1BackupPolicy>
{
    /// <inheritdoc />
    public async Task<ReconciliationResult<V1alpha1BackupPolicy>> ReconcileAsync(V1alpha1BackupPolicy policy, CancellationToken cancellationToken)
    {
        var runs = PolicyRuns.Of(policy, executions.List(policy.Namespace()));
        policy.Status.Record(runs);

        // Step 1: what cannot work is said at once and whole, not run by run.
        if (PolicyValidator.Validate(policy.Spec) is { Count: > 0 } problems)
        {
            policy.Status.RecordInvalid();
            return policy.Stalled(Reason.SpecInvalid, string.Join("; ", problems));
        }

        // Step 2: decide on slots. Before anything comes of it, the API server itself is asked: the cache may not know yet
        // what the last pass began.
        var locationName = policy.Spec.Storage[0].LocationName;
        var refusal = LocationReadiness.Evaluate(locationName, locations.Get(locationName, policy.Namespace()));
        var plan = Plan(policy, runs, storeIsReady: refusal is null);
        if (plan.HasEffect)
        {
            runs = await ReadRunsAsync(policy, cancellationToken);
            plan = Plan(policy, runs, storeIsReady: refusal is null);
        }

        // Step 3: follow the plan; what was counted is recorded also when the start fails.
        policy.Status.Record(runs);
        policy.Status.Record(plan, policy.Spec);
        await TellMissedAsync(policy, plan, cancellationToken);
        if (plan.Start is { } due)
        {
            var started = await SlotExecution.EnsureAsync(client, policy, due, cancellationToken);
            policy.Status.RecordStart(plan, started);
        }

        return PolicyVerdict.Of(policy, refusal, plan.WakeAt - time.GetUtcNow());
    }

    private SlotPlan Plan(V1alpha1BackupPolicy policy, PolicyRuns runs, bool storeIsReady)
    {
        var now = time.GetUtcNow();
        var rules = policy.Spec.Schedules
            .Select(schedule => ScheduleRule.From(schedule, policy.Spec.TimeZone, policy.Uid()))
            .ToList();
        // A policy that was applied while no manager ran has schedules from its creation on; one that was changed since
        // may have had others then.
        var unseen = policy.Status.ObservedGeneration is null && policy.Generation() <= 1;
        return SlotPlanner.Plan(rules, policy.Status.Schedules, new SlotWorld(
            now,
            FirstSeen: unseen ? policy.CreationTimestamp() ?? now : now,
            policy.Spec.Suspend,
            CanStart: storeIsReady && runs.Active is null,
            runs.Slots));
    }

    private async Task<PolicyRuns> ReadRunsAsync(V1alpha1BackupPolicy policy, CancellationToken cancellationToken) =>
        PolicyRuns.Of(policy, await client.ListAllAsync<V1alpha1BackupExecution>(policy.Namespace(), cancellationToken));

    private async Task TellMissedAsync(V1alpha1BackupPolicy policy, SlotPlan plan, CancellationToken cancellationToken)
    {
        foreach (var missed in plan.Missed)
        {
            await events.TellAsync(policy, Reason.SlotMissed, PolicyVerdict.Describe(missed), warning: true, cancellationToken);
        }
    }
}
