using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Rbac;
using k8s.Models;

namespace BackupOperator.Manager.Policies;

/// <summary>Measures what of a policy could be brought back now, and judges it. Owns RecoveryPointObjectiveMet.</summary>
/// <remarks>Only backups of this very policy object count, by its uid: one of the same name may have backed up another database.
/// Imported ones count when they were read back.</remarks>
[EntityRbac(typeof(V1alpha1BackupExecution), Verbs = RbacVerb.Observe)]
internal sealed class RecoveryPointController(IEntityCache<V1alpha1BackupExecution> executions, TimeProvider time)
    : IEntityController<V1alpha1BackupPolicy>
{
    // An execution that ends brings the policy back; this is for a report that was lost.
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    public Task<ReconciliationResult<V1alpha1BackupPolicy>> ReconcileAsync(V1alpha1BackupPolicy policy, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var newest = PolicyRuns.Of(policy, executions.List(policy.Namespace())).NewestVerified;
        policy.Status.RecoveryPoint = newest?.Status.RecoveryPoint;

        // An objective that cannot be read is the other controller's to refuse; there is nothing to judge by it.
        TimeSpan? objective = Duration.TryParse(policy.Spec.Objectives?.Rpo, out var rpo) ? rpo : null;
        var verdict = RecoveryPointVerdict.Judge(newest, objective, now);
        var recheck = verdict.BrokenAt - now is { } left && left < Poll ? left : Poll;
        return Task.FromResult(verdict.Met switch
        {
            true => policy.Ready(verdict.Reason, verdict.Message, recheck),
            false => policy.Stalled(verdict.Reason, verdict.Message, recheck),
            null => policy.Waiting(verdict.Reason, verdict.Message, recheck),
        });
    }
}
