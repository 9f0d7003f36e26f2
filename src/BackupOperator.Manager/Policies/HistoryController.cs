using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Manager.Metrics;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Rbac;
using k8s.Models;

namespace BackupOperator.Manager.Policies;

/// <summary>Removes finished executions beyond a policy's history, as resources only: no stored backup is touched. Owns
/// HistoryWithinLimits, which is there only after a removal has failed.</summary>
[EntityRbac(typeof(V1alpha1BackupExecution), Verbs = RbacVerb.Observe | RbacVerb.Delete)]
[EntityRbac(typeof(V1alpha1RestoreOperation), Verbs = RbacVerb.Observe)]
internal sealed class HistoryController(
    IKubernetesClient client, IEntityCache<V1alpha1BackupExecution> executions, RunTally tally)
    : IEntityController<V1alpha1BackupPolicy>
{
    /// <inheritdoc />
    public async Task<ReconciliationResult<V1alpha1BackupPolicy>> ReconcileAsync(V1alpha1BackupPolicy policy, CancellationToken cancellationToken)
    {
        var runs = PolicyRuns.Of(policy, executions.List(policy.Namespace()));
        // What is about to go must have been counted.
        tally.Count(runs.All);
        var limits = policy.Spec.History ?? new HistorySpec();
        if (HistoryPlan.ToRemove(runs, limits, []) is { Count: > 0 })
        {
            await RemoveAsync(policy, runs, limits, cancellationToken);
        }

        // A condition only where there was trouble: that a history is kept is no news.
        return policy.Status.Conditions.Any(condition => condition.Type == ConditionType.HistoryWithinLimits)
            ? policy.Ready(Reason.HistoryPruned, $"at most {limits.Succeeded} succeeded and {limits.Failed} failed executions are kept")
            : policy.Unchanged();
    }

    private async Task RemoveAsync(
        V1alpha1BackupPolicy policy, PolicyRuns runs, HistorySpec limits, CancellationToken cancellationToken)
    {
        // A restore that was created a moment ago may not be in any cache, and names what it needs.
        var restores = await client.ListAllAsync<V1alpha1RestoreOperation>(policy.Namespace(), cancellationToken);
        foreach (var run in HistoryPlan.ToRemove(runs, limits, restores))
        {
            await client.DeleteAsync<V1alpha1BackupExecution>(
                run.Name(), run.Namespace(), new DeleteOptions { Uid = run.Uid() }, cancellationToken);
        }
    }
}
