using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Scheduling;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Policies;

/// <summary>The executions of one policy, and what can be read from them.</summary>
internal sealed class PolicyRuns
{
    private PolicyRuns(IReadOnlyList<V1alpha1BackupExecution> all) => All = all;

    /// <summary>All of them, imported ones too.</summary>
    public IReadOnlyList<V1alpha1BackupExecution> All { get; }

    /// <summary>The oldest that is not finished: the one that runs, or is next to.</summary>
    public V1alpha1BackupExecution? Active => Own
        .Where(execution => !execution.Status.IsTerminal && execution.DeletionTimestamp() is null)
        .MinBy(execution => (execution.CreationTimestamp(), execution.Name()));

    /// <summary>The last that ended in this cluster.</summary>
    public V1alpha1BackupExecution? LastEnded => Own
        .Where(execution => execution.Status.IsTerminal)
        .MaxBy(execution => (execution.Status.CompletionTime, execution.Name()));

    /// <summary>The last that left a complete backup, wherever it was taken.</summary>
    public V1alpha1BackupExecution? LastStored => All
        .Where(execution => execution.Status.Phase is ExecutionPhase.Succeeded)
        .MaxBy(execution => (execution.Status.CompletionTime ?? execution.Status.RecoveryPoint, execution.Name()));

    /// <summary>The last full one of these: what a differential backup refers to.</summary>
    public V1alpha1BackupExecution? LastFull => All
        .Where(execution => execution.Status is { Phase: ExecutionPhase.Succeeded, Type: null or BackupType.Full })
        .MaxBy(execution => (execution.Status.CompletionTime ?? execution.Status.RecoveryPoint, execution.Name()));

    /// <summary>The one that is proven to bring back the newest state, wherever it was taken.</summary>
    public V1alpha1BackupExecution? NewestVerified => All
        .Where(IsVerified)
        .MaxBy(execution => (execution.Status.RecoveryPoint, execution.Name()));

    /// <summary>The slots that have a run.</summary>
    public IReadOnlyList<SlotRun> Slots =>
        [.. Own
            .Where(execution => execution.Spec.Slot is not null)
            .Select(execution => new SlotRun(execution.Spec.Slot!.Schedule, execution.Spec.Slot.Time, execution.Name()))];

    private IEnumerable<V1alpha1BackupExecution> Own => All.Where(execution => execution.Spec.Import is null);

    /// <summary>Picks a policy's executions from those of its namespace. Ones made by hand carry no label to find them by.</summary>
    public static PolicyRuns Of(V1alpha1BackupPolicy policy, IEnumerable<V1alpha1BackupExecution> executions) =>
        new([.. executions.Where(execution => execution.Spec.PolicyName == policy.Name())]);

    /// <summary>Whether a backup was read back, as far as its policy wanted.</summary>
    public static bool IsVerified(V1alpha1BackupExecution execution) => execution.Status is
    {
        Phase: ExecutionPhase.Succeeded,
        Integrity: IntegrityState.Passed or IntegrityState.Sampled,
        RecoveryPoint: not null,
    };

    /// <summary>A finished execution in short.</summary>
    public static RunSummary? Summarize(V1alpha1BackupExecution? execution) => execution is null
        ? null
        : new RunSummary
        {
            Execution = execution.Name(),
            Phase = execution.Status.Phase?.ToString() ?? "",
            Type = execution.Status.Type,
            Base = execution.Status.Base,
            StartTime = execution.Status.StartTime,
            CompletionTime = execution.Status.CompletionTime,
            RecoveryPoint = execution.Status.RecoveryPoint,
            ReadBytes = execution.Status.ReadBytes,
            ReferredBytes = execution.Status.ReferredBytes,
            StoredBytes = execution.Status.StoredBytes,
            CompressionRatio = execution.Status.CompressionRatio,
            KeyMessage = execution.Status.Keys?.Message,
        };
}
