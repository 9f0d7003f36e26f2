using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Locations;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Events;
using k8s.Models;

namespace BackupOperator.Manager.Upkeep;

/// <summary>Has an agent delete what was announced, while no run of the policy can write: it holds the policy's lease.</summary>
internal sealed class PruneStep(
    IKubernetesClient client,
    PolicyLease leases,
    AgentJob builder,
    AgentJobs jobs,
    StoreAlarm alarm,
    IEventRecorder events,
    TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    // A run that is due waits so long; then the deletion is ended, and goes on where it was after the run.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Takes the lease, unless a run was faster, and starts the agent.</summary>
    public async Task<ReconciliationResult<V1alpha1BackupPolicy>> StartAsync(
        V1alpha1BackupPolicy policy, V1alpha1BackupStorageLocation location, V1Lease? lease, CancellationToken cancellationToken)
    {
        // The API server itself is asked: a run that was created a moment ago comes first.
        var executions = await client.ListAllAsync<V1alpha1BackupExecution>(policy.Namespace(), cancellationToken);
        var unfinished = await jobs.UnfinishedAsync(policy.Namespace(), Label.Policy, policy.Name(), cancellationToken);
        if (unfinished.Count > 0 || executions.Any(execution => IsRun(execution, policy)))
        {
            return policy.Unchanged(Poll);
        }

        var token = FencingToken.Next(lease, executions.Where(execution => execution.Spec.PolicyName == policy.Name()));
        var taken = await leases.TryTakeForPruneAsync(lease, policy, token, time.GetUtcSeconds(), cancellationToken);
        if (taken is null)
        {
            return policy.Unchanged(Poll);
        }

        // The list still holds: a run that ended after it would have held the lease, and it could not have been taken.
        var task = await TaskAsync(policy, executions, cancellationToken);
        return await ObserveAsync(policy, location, taken, task, cancellationToken);
    }

    /// <summary>Follows the agent to its end, and gives the lease back.</summary>
    public async Task<ReconciliationResult<V1alpha1BackupPolicy>> FollowAsync(
        V1alpha1BackupPolicy policy,
        V1alpha1BackupStorageLocation? location,
        V1Lease lease,
        bool runWaits,
        CancellationToken cancellationToken)
    {
        var retention = policy.Status.Retention ??= new RetentionStatus();
        if (location is null || (runWaits && time.GetUtcNow() - lease.Spec!.AcquireTime > Patience))
        {
            return await EndAsync(policy, lease, cancellationToken);
        }

        if (retention.Pruning == Token(lease))
        {
            return await ObserveAsync(policy, location, lease, task: null, cancellationToken);
        }

        var executions = await client.ListAllAsync<V1alpha1BackupExecution>(policy.Namespace(), cancellationToken);
        var task = await TaskAsync(policy, executions, cancellationToken);
        return await ObserveAsync(policy, location, lease, task, cancellationToken);
    }

    private static bool IsRun(V1alpha1BackupExecution execution, V1alpha1BackupPolicy policy) =>
        execution.Spec.PolicyName == policy.Name() && execution.Spec.Import is null && !execution.Status.IsTerminal;

    private static long Token(V1Lease lease) => lease.Spec!.LeaseTransitions ?? 0;

    // Without a task the Job was seen before: one that is missing is lost, and no other is made in its place.
    private async Task<ReconciliationResult<V1alpha1BackupPolicy>> ObserveAsync(
        V1alpha1BackupPolicy policy,
        V1alpha1BackupStorageLocation location,
        V1Lease lease,
        PruneTask? task,
        CancellationToken cancellationToken)
    {
        var job = builder.ForPrune(policy, location, task ?? new PruneTask(), Token(lease));
        var startTimeout = AgentTimeouts.Of(policy).Start;
        var outcome = await jobs.ObserveAsync(
            job, AgentVerb.Prune, startTimeout, started: task is null, cancellationToken);
        policy.Status.Retention!.Pruning = Token(lease);
        if (outcome is JobOutcome.Finished { Succeeded: true } finished)
        {
            return await FinishAsync(policy, location, lease, finished, cancellationToken);
        }

        return AgentFailure.Of(outcome) is { } failure
            ? await FailAsync(policy, location, lease, failure, cancellationToken)
            : policy.Waiting(Reason.Pruning, StepMessage.Of(outcome, "an agent deletes what was announced"), Poll);
    }

    private async Task<PruneTask> TaskAsync(
        V1alpha1BackupPolicy policy,
        IReadOnlyList<V1alpha1BackupExecution> executions,
        CancellationToken cancellationToken)
    {
        var restores = await client.ListAllAsync<V1alpha1RestoreOperation>(policy.Namespace(), cancellationToken);
        return new PruneTask
        {
            Retention = StoredBackups.Describe(policy, StoredBackups.Of(policy, executions), restores),
            Delete = [.. policy.Status.Retention!.Due(time.GetUtcNow())],
        };
    }

    private async Task<ReconciliationResult<V1alpha1BackupPolicy>> FinishAsync(
        V1alpha1BackupPolicy policy,
        V1alpha1BackupStorageLocation location,
        V1Lease lease,
        JobOutcome.Finished finished,
        CancellationToken cancellationToken)
    {
        var result = finished.Result.Prune!;
        await DeleteExecutionsAsync(policy, result, cancellationToken);
        policy.Status.Retention!.RecordPrune(result, time.GetUtcSeconds());
        var refused = result.UndeletedObjects > 0 ? $"; {finished.Result.Message}" : "";
        await events.TellAsync(
            policy, Reason.BackupsDeleted, $"{Describe(result)}{refused}", warning: refused.Length > 0, cancellationToken);

        // What the location shows is counted anew.
        await alarm.InspectAsync(location, finished.Pod, cancellationToken);
        await ReleaseAsync(policy, lease, cancellationToken);
        return refused.Length > 0
            ? policy.Waiting(Reason.ObjectsUndeleted, finished.Result.Message ?? "the store refused to delete objects", TimeSpan.Zero)
            : policy.Ready(Reason.RetentionCurrent, Describe(result), TimeSpan.Zero);
    }

    private static string Describe(PruneResult result) => result.Deleted.Count == 0
        ? $"{result.Packs} packs that nothing needs were deleted, {ByteSize.Format(result.FreedBytes)} freed"
        : $"backups {string.Join(", ", result.Deleted)} were deleted, {ByteSize.Format(result.FreedBytes)} freed";

    // An execution shows a backup: with the backup it goes.
    private async Task DeleteExecutionsAsync(
        V1alpha1BackupPolicy policy, PruneResult result, CancellationToken cancellationToken)
    {
        var executions = await client.ListAllAsync<V1alpha1BackupExecution>(policy.Namespace(), cancellationToken);
        foreach (var execution in StoredBackups.Of(policy, executions).Where(one => result.Deleted.Contains(one.Status.Backup!)))
        {
            await client.DeleteAsync<V1alpha1BackupExecution>(
                execution.Name(), execution.Namespace(), new DeleteOptions { Uid = execution.Uid() }, cancellationToken);
        }
    }

    private async Task<ReconciliationResult<V1alpha1BackupPolicy>> FailAsync(
        V1alpha1BackupPolicy policy,
        V1alpha1BackupStorageLocation location,
        V1Lease lease,
        AgentFailure failure,
        CancellationToken cancellationToken)
    {
        await alarm.RaiseAsync(failure, location, lease.Spec!.HolderIdentity!, cancellationToken);
        policy.Status.Retention!.RecordFailure(time.GetUtcSeconds());
        await ReleaseAsync(policy, lease, cancellationToken);
        return UpkeepVerdict.Of(policy, failure);
    }

    private async Task<ReconciliationResult<V1alpha1BackupPolicy>> EndAsync(
        V1alpha1BackupPolicy policy, V1Lease lease, CancellationToken cancellationToken)
    {
        if (await jobs.EndAsync(policy, Label.Upkeep, cancellationToken) > 0)
        {
            return policy.Waiting(Reason.Pruning, "a run is due: the deletion is being ended, and goes on after it", Poll);
        }

        await ReleaseAsync(policy, lease, cancellationToken);
        return policy.Unchanged();
    }

    private async Task ReleaseAsync(V1alpha1BackupPolicy policy, V1Lease lease, CancellationToken cancellationToken)
    {
        await leases.ReleaseAsync(lease, policy, cancellationToken);
        policy.Status.Retention!.Pruning = null;
    }
}
