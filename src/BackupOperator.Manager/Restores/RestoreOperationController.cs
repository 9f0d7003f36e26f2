using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Locations;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Rbac;
using k8s.Models;

namespace BackupOperator.Manager.Restores;

/// <summary>Drives one <see cref="V1alpha1RestoreOperation"/>: finds its backup once, starts one agent, once, and judges its
/// result.</summary>
/// <remarks>Never tried again: an agent that was killed may have changed the target, and whether to bring data back over what it
/// left is a person's decision. Another restore is another RestoreOperation.</remarks>
[EntityRbac(typeof(V1alpha1RestoreOperation), Verbs = RbacVerb.Observe | RbacVerb.Patch)]
[EntityRbac(typeof(V1alpha1RestoreOperation), SubResource = "status", Verbs = RbacVerb.Get | RbacVerb.Patch)]
[EntityRbac(typeof(V1alpha1BackupExecution), Verbs = RbacVerb.Observe)]
[EntityRbac(typeof(V1alpha1BackupPolicy), Verbs = RbacVerb.Observe)]
[EntityRbac(typeof(V1alpha1BackupStorageLocation), Verbs = RbacVerb.Observe)]
[EntityRbac(typeof(V1Job), Verbs = RbacVerb.Observe | RbacVerb.Create | RbacVerb.Delete)]
[EntityRbac(typeof(V1Pod), Verbs = RbacVerb.Get | RbacVerb.List)]
[EntityRbac(typeof(V1Pod), SubResource = "log", Verbs = RbacVerb.Get)]
internal sealed class RestoreOperationController(
    IKubernetesClient client,
    BackupResolution resolution,
    StartMark mark,
    AgentJob builder,
    AgentJobs jobs,
    AgentLog log,
    TimeProvider time) : IEntityController<V1alpha1RestoreOperation>
{
    // A catalogue is imported within minutes of its location's creation; whoever waits longer has mistyped a name.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan PendingPoll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    // Whatever changed the restore a moment ago is in the cache by then.
    private static readonly TimeSpan Reread = TimeSpan.FromSeconds(1);

    // The pass after the end sees to its mark.
    private static readonly TimeSpan Close = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan EndPoll = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1alpha1RestoreOperation>> ReconcileAsync(
        V1alpha1RestoreOperation restore, CancellationToken cancellationToken)
    {
        // A finished restore is a record of the past; to restore again, create another.
        if (restore.Status.IsTerminal)
        {
            return await AfterEndAsync(restore, cancellationToken);
        }

        if (IsPending(restore) && StartMark.Refuse(V1alpha1RestoreOperation.KindName, restore) is { } copy)
        {
            return Fail(restore, Reason.AlreadyStarted, copy);
        }

        restore.Begin();
        if (restore.Spec.Cancel == true)
        {
            return await CancelAsync(restore, cancellationToken);
        }

        // A restore that runs was valid when it began; its Job knows nothing of later changes.
        if (restore.Status.Phase is RestorePhase.Pending && RestoreValidator.Check(restore.Spec) is { } invalid)
        {
            return Fail(restore, invalid.Reason, invalid.Message);
        }

        if (StartDeadline.Refuse(V1alpha1RestoreOperation.KindName, restore.Spec.NotAfter, time.GetUtcNow()) is { } late
            && !await HasStartedAsync(restore, cancellationToken))
        {
            return Fail(restore, Reason.NotAfterPassed, late);
        }

        // Step 1: the backup is chosen once, and written down before anything starts.
        if (restore.Status.Backup is null)
        {
            return await resolution.ResolveAsync(restore, cancellationToken) is { } refusal
                ? Wait(restore, refusal)
                : restore.Waiting(Reason.AgentNotStarted, $"backup {restore.Status.Backup} was chosen", TimeSpan.Zero);
        }

        // Step 2: the store answers before the agent starts.
        var locationName = restore.Status.Storage!.LocationName;
        var location = await client.GetAsync<V1alpha1BackupStorageLocation>(locationName, restore.Namespace(), cancellationToken);
        if (LocationReadiness.Evaluate(locationName, location) is { } unready && !await HasStartedAsync(restore, cancellationToken))
        {
            return Wait(restore, unready);
        }

        return await RunAsync(restore, location, cancellationToken);
    }

    // A pass that was cut off may have started the agent without writing it down.
    private async Task<bool> HasStartedAsync(V1alpha1RestoreOperation restore, CancellationToken cancellationToken) =>
        !IsPending(restore) || await jobs.HasAnyAsync(restore, Label.Restore, cancellationToken);

    private static bool IsPending(V1alpha1RestoreOperation restore) => restore.Status.Phase is null or RestorePhase.Pending;

    private async Task<ReconciliationResult<V1alpha1RestoreOperation>> AfterEndAsync(V1alpha1RestoreOperation restore, CancellationToken cancellationToken)
    {
        restore.Status.ObservedGeneration = restore.Metadata.Generation;
        await mark.CloseAsync(restore, restore.Status.StartTime, cancellationToken);
        return restore.Unchanged();
    }

    private async Task<ReconciliationResult<V1alpha1RestoreOperation>> RunAsync(
        V1alpha1RestoreOperation restore, V1alpha1BackupStorageLocation? location, CancellationToken cancellationToken)
    {
        // Step 3: before the agent: from here on a copy of this restore is known as one.
        if (!await mark.TrySetAsync(restore, since: null, cancellationToken))
        {
            return restore.Waiting(Reason.AgentNotStarted, "the restore was changed a moment ago and is read again", Reread);
        }

        // Step 4: one Job, under one name, for ever. Where the location is gone by now, only its name is needed to find it.
        var wanted = builder.ForRestore(restore, location ?? new V1alpha1BackupStorageLocation());
        var started = restore.Status.Phase is RestorePhase.Running;
        var startTimeout = AgentTimeouts.Of(restore).Start;
        var outcome = await jobs.ObserveAsync(wanted, AgentVerb.Restore, startTimeout, started, cancellationToken);
        restore.Status.Phase = RestorePhase.Running;
        if (outcome is JobOutcome.Finished { Succeeded: true } finished)
        {
            return Succeed(restore, finished.Result);
        }

        if (AgentFailure.Of(outcome) is not { } failure)
        {
            return await FollowAsync(restore, outcome, cancellationToken);
        }

        // What did not start in time must not start later, behind the back of whoever reads "Failed".
        return await jobs.EndAsync(restore, Label.Restore, cancellationToken) > 0
            ? restore.Waiting(failure.Reason, $"{failure.Message}; the agent is being ended", EndPoll)
            : Fail(restore, failure.Reason, failure.Message);
    }

    private ReconciliationResult<V1alpha1RestoreOperation> Wait(V1alpha1RestoreOperation restore, Refusal refusal)
    {
        // No waiting makes a policy of what was deleted: whoever wants one of its backups names it.
        if (refusal.Reason == Reason.BackupOfFormerPolicy)
        {
            return Fail(restore, refusal.Reason, refusal.Message);
        }

        restore.Status.Message = refusal.Message;
        return time.GetUtcNow() - restore.Status.StartTime >= LongestWait
            ? Fail(restore, refusal.Reason, $"given up after {Duration.Format(LongestWait)}: {refusal.Message}")
            : restore.Waiting(refusal, PendingPoll);
    }

    private async Task<ReconciliationResult<V1alpha1RestoreOperation>> FollowAsync(
        V1alpha1RestoreOperation restore, JobOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is not JobOutcome.Running running)
        {
            restore.Status.Message = ((JobOutcome.NotStarted)outcome).Message;
            return restore.Waiting(Reason.AgentNotStarted, restore.Status.Message, Poll);
        }

        restore.Status.Message ??= "the agent has started";
        if (await log.ReadProgressAsync(running.Pod, restore.Namespace(), cancellationToken) is { } progress)
        {
            restore.Status.RecordProgress(progress);
        }

        return restore.Waiting(Reason.AgentRunning, restore.Status.Message, Poll);
    }

    private async Task<ReconciliationResult<V1alpha1RestoreOperation>> CancelAsync(V1alpha1RestoreOperation restore, CancellationToken cancellationToken)
    {
        if (await jobs.EndAsync(restore, Label.Restore, cancellationToken) > 0)
        {
            return restore.Waiting(Reason.Cancelled, "cancelled by spec.cancel; the agent is being ended", EndPoll);
        }

        var left = restore.Status.Phase is RestorePhase.Running ? "the target is as the agent left it" : "nothing was touched";
        restore.Status.End(RestorePhase.Cancelled, $"cancelled by spec.cancel; {left}", time.GetUtcSeconds());
        return restore.Stalled(Reason.Cancelled, restore.Status.Message!, Close);
    }

    private ReconciliationResult<V1alpha1RestoreOperation> Succeed(V1alpha1RestoreOperation restore, AgentResult result)
    {
        restore.Status.RecordResult(result.Restore!, result.DurationSeconds);
        var status = restore.Status;
        var content = $"{status.Databases} databases, {status.Tables} tables, {status.Restored} restored and checked";
        status.End(RestorePhase.Succeeded, content, time.GetUtcSeconds());
        return restore.Ready(Reason.Restored, $"{content} in {status.Duration}");
    }

    private ReconciliationResult<V1alpha1RestoreOperation> Fail(V1alpha1RestoreOperation restore, string reason, string message)
    {
        restore.Status.End(RestorePhase.Failed, message, time.GetUtcSeconds());
        return restore.Stalled(reason, message, Close);
    }
}
