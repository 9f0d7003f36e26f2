using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Rbac;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Drives one <see cref="V1alpha1BackupExecution"/> from request to a committed backup that was read back.</summary>
/// <remarks>One phase a pass: each is written down before the next begins. What a pass that was cut off has done (lease, Jobs) is
/// found again by the next one under the same names.</remarks>
[EntityRbac(typeof(V1alpha1BackupExecution), Verbs = RbacVerb.Observe | RbacVerb.Patch)]
[EntityRbac(typeof(V1alpha1BackupExecution), SubResource = "status", Verbs = RbacVerb.Get | RbacVerb.Patch)]
[EntityRbac(typeof(V1alpha1BackupPolicy), Verbs = RbacVerb.Observe)]
[EntityRbac(typeof(V1alpha1BackupStorageLocation), Verbs = RbacVerb.Observe | RbacVerb.Patch)]
[EntityRbac(typeof(V1Job), Verbs = RbacVerb.Observe | RbacVerb.Create | RbacVerb.Delete)]
[EntityRbac(typeof(V1Pod), Verbs = RbacVerb.Get | RbacVerb.List)]
[EntityRbac(typeof(V1Pod), SubResource = "log", Verbs = RbacVerb.Get)]
[EntityRbac(typeof(V1Lease), Verbs = RbacVerb.Get | RbacVerb.Create | RbacVerb.Patch)]
internal sealed class BackupExecutionController(
    StartMark mark,
    AgentJobs jobs,
    RunAdmission admission,
    PolicyLease leases,
    SourcesStep sources,
    CommitStep commit,
    CheckStep check,
    RunEnding ending,
    TimeProvider time) : IEntityController<V1alpha1BackupExecution>
{
    // A policy or a store that comes up with the rest of a fresh cluster is there by then; longer, and the slot of the next
    // run would be held up by one that cannot succeed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan AdmissionPoll = TimeSpan.FromSeconds(10);

    // Whatever changed the execution a moment ago is in the cache by then.
    private static readonly TimeSpan Reread = TimeSpan.FromSeconds(1);

    // The lease is given back in the pass after the end; when that one is missed, the next run takes it over by itself.
    private static readonly TimeSpan ReleaseWindow = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1alpha1BackupExecution>> ReconcileAsync(
        V1alpha1BackupExecution execution, CancellationToken cancellationToken)
    {
        // A finished execution is a record of the past; running it again would rewrite history.
        if (execution.Status.IsTerminal)
        {
            return await AfterEndAsync(execution, cancellationToken);
        }

        if (execution.Spec.Import is null && await RefuseStartAsync(execution, cancellationToken) is { } refusal)
        {
            return ending.Fail(execution, refusal.Reason, refusal.Message);
        }

        if (ExecutionValidator.Check(execution) is { } invalid)
        {
            return await ending.FailAsync(execution, invalid.Reason, invalid.Message, cancellationToken);
        }

        if (execution.Spec.Import is not null)
        {
            return Import(execution);
        }

        var lease = await leases.GetAsync(execution.Spec.PolicyName, execution.Namespace(), cancellationToken);
        return PolicyLease.Read(lease, execution) is { } run
            ? await RunAsync(run, cancellationToken)
            : await StartAsync(execution, lease, cancellationToken);
    }

    // What was started goes on, whatever is asked here.
    private async Task<Refusal?> RefuseStartAsync(V1alpha1BackupExecution execution, CancellationToken cancellationToken)
    {
        if (execution.Status.Phase is not (null or ExecutionPhase.Pending))
        {
            return null;
        }

        if (StartMark.Refuse(V1alpha1BackupExecution.KindName, execution) is { } copy)
        {
            return new Refusal(Reason.AlreadyStarted, copy);
        }

        // A pass that was cut off may have started agents without writing it down.
        return StartDeadline.Refuse(V1alpha1BackupExecution.KindName, execution.Spec.NotAfter, time.GetUtcNow()) is { } late
            && !await jobs.HasAnyAsync(execution, Label.Execution, cancellationToken)
                ? new Refusal(Reason.NotAfterPassed, late)
                : null;
    }

    private async Task<ReconciliationResult<V1alpha1BackupExecution>> StartAsync(
        V1alpha1BackupExecution execution, V1Lease? lease, CancellationToken cancellationToken)
    {
        // Whoever holds the lease now may be writing: a run without it must not.
        if (execution.Status.FencingToken is not null)
        {
            return await ending.FailAsync(
                execution, Reason.LeaseLost, "the lease of the policy was deleted or taken by hand in the middle of this run", cancellationToken);
        }

        if (execution.Spec.Cancel == true)
        {
            return await ending.CancelAsync(execution, "cancelled before it started", cancellationToken);
        }

        var answer = await admission.AdmitAsync(execution, lease, cancellationToken);
        return answer.Run is { } run ? await RunAsync(run, cancellationToken) : Wait(execution, answer.Refusal!);
    }

    private ReconciliationResult<V1alpha1BackupExecution> Wait(V1alpha1BackupExecution execution, Refusal refusal)
    {
        var status = execution.Status;
        status.Phase = ExecutionPhase.Pending;
        if (refusal.Reason == Reason.WaitingForTurn)
        {
            // Runs before this one are bounded themselves.
            status.WaitingSince = null;
            return execution.Waiting(refusal, AdmissionPoll);
        }

        var now = time.GetUtcSeconds();
        status.WaitingSince ??= now;
        return now - status.WaitingSince >= LongestWait
            ? ending.Fail(execution, refusal.Reason, $"given up after {Duration.Format(LongestWait)}: {refusal.Message}")
            : execution.Waiting(refusal, AdmissionPoll);
    }

    private async Task<ReconciliationResult<V1alpha1BackupExecution>> RunAsync(BackupRun run, CancellationToken cancellationToken)
    {
        // Before the first agent: from here on a copy of this execution is known as one.
        if (!await mark.TrySetAsync(run.Execution, since: null, cancellationToken))
        {
            return run.Execution.Waiting(Reason.AgentNotStarted, "the execution was changed a moment ago and is read again", Reread);
        }

        var status = run.Execution.Status;
        status.Begin(run);

        if (status.Phase is ExecutionPhase.Running)
        {
            return await RunSourcesAsync(run, cancellationToken);
        }

        // From here on the backup may exist already, so a cancellation comes too late to undo it: what is left is short.
        return status.Phase is ExecutionPhase.Committing
            ? await commit.RunAsync(run, cancellationToken)
            : await VerifyAsync(run, cancellationToken);
    }

    private async Task<ReconciliationResult<V1alpha1BackupExecution>> RunSourcesAsync(BackupRun run, CancellationToken cancellationToken)
    {
        if (Cancellation(run) is { } message)
        {
            return await ending.CancelAsync(run.Execution, message, cancellationToken);
        }

        return run.Execution.Status.Sources.FirstOrDefault(source => source.Phase == SourceProgress.Failed) is { } failed
            ? await ending.FailAsync(run.Execution, failed.Reason!, $"source {failed.Name}: {failed.Message}", cancellationToken)
            : await sources.RunAsync(run, cancellationToken);
    }

    private async Task<ReconciliationResult<V1alpha1BackupExecution>> VerifyAsync(BackupRun run, CancellationToken cancellationToken)
    {
        if (Cancellation(run) is not { } message)
        {
            return await check.RunAsync(run, cancellationToken);
        }

        run.Execution.Status.Integrity = IntegrityState.Unknown;
        return await ending.FailAsync(
            run.Execution, Reason.Cancelled, $"{message}; the backup is stored, but was not read back", cancellationToken);
    }

    private string? Cancellation(BackupRun run)
    {
        if (run.Execution.Spec.Cancel == true)
        {
            return "cancelled by spec.cancel";
        }

        return RunWindowRule.Overrun(run, time.GetUtcNow()) is { OnOverrun: WindowOverrun.Cancel } window
            ? $"cancelled: longer than its window of {window.Duration}"
            : null;
    }

    private ReconciliationResult<V1alpha1BackupExecution> Import(V1alpha1BackupExecution execution) =>
        ImportedExecution.Fill(execution) is { } problem
            ? ending.Fail(execution, Reason.BackupNotFound, problem)
            : execution.Ready(Reason.BackupImported, $"found in BackupStorageLocation {execution.Spec.Import!.LocationName}");

    private async Task<ReconciliationResult<V1alpha1BackupExecution>> AfterEndAsync(V1alpha1BackupExecution execution, CancellationToken cancellationToken)
    {
        execution.Status.ObservedGeneration = execution.Metadata.Generation;
        if (execution.Spec.Import is null && time.GetUtcNow() - execution.Status.CompletionTime < ReleaseWindow)
        {
            await leases.ReleaseAsync(execution, cancellationToken);
        }

        if (execution.Spec.Import is null)
        {
            await mark.CloseAsync(execution, execution.Status.StartTime ?? execution.CreationTimestamp(), cancellationToken);
        }

        // It was told that the backup is sound.
        return execution.Status is { Integrity: IntegrityState.Suspect, IntegrityMessage: { } message }
            ? execution.Stalled(Reason.IntegrityFailed, message)
            : execution.Unchanged();
    }
}
