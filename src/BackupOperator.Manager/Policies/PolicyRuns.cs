using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Scheduling;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Policies;

/// <summary>The executions under the name of one policy, and what can be read from them.</summary>
/// <remarks>The queue and the slots are those of the name: a run of a former policy of the same name holds the same lease. What
/// was backed up is that of the policy object alone.</remarks>
internal sealed class PolicyRuns
{
    private readonly V1alpha1BackupPolicy policy;

    private PolicyRuns(V1alpha1BackupPolicy policy, IReadOnlyList<V1alpha1BackupExecution> all)
    {
        this.policy = policy;
        All = all;
        Backups = [.. all.Where(execution => execution.PolicyUid() == policy.Uid())];
    }

    /// <summary>All under the policy's name, imported ones and those of former policies too.</summary>
    public IReadOnlyList<V1alpha1BackupExecution> All { get; }

    /// <summary>Those that are known to be of this very policy object.</summary>
    public IReadOnlyList<V1alpha1BackupExecution> Backups { get; }

    /// <summary>The oldest that is not finished: the one that runs, or is next to.</summary>
    public V1alpha1BackupExecution? Active => Own
        .Where(execution => !execution.Status.IsTerminal && execution.DeletionTimestamp() is null)
        .MinBy(execution => (execution.CreationTimestamp(), execution.Name()));

    /// <summary>The last that ended in this cluster.</summary>
    public V1alpha1BackupExecution? LastEnded => Own
        .Where(execution => execution.Status.IsTerminal && MayBeRunOfThis(execution) && !StartMark.IsCopy(execution))
        .MaxBy(execution => (execution.Status.CompletionTime, execution.Name()));

    /// <summary>The last that left a complete backup of which no damage is known, wherever it was taken.</summary>
    public V1alpha1BackupExecution? LastStored => LastStoredOf(Backups);

    /// <summary>The one that is proven to bring back the newest state, wherever it was taken.</summary>
    public V1alpha1BackupExecution? NewestVerified => NewestVerifiedOf(Backups);

    /// <summary>Of each policy object under the name: the last stored, the last full one, which a differential backup refers to,
    /// and the newest verified one.</summary>
    public IEnumerable<V1alpha1BackupExecution> Newest => All
        .GroupBy(execution => execution.PolicyUid())
        .SelectMany(group => new[]
        {
            LastStoredOf(group),
            LastStoredOf(group.Where(execution => execution.Status.Type is null or BackupType.Full)),
            NewestVerifiedOf(group),
        })
        .OfType<V1alpha1BackupExecution>();

    /// <summary>The slots that have a run.</summary>
    public IReadOnlyList<SlotRun> Slots =>
        [.. Own
            .Where(execution => execution.Spec.Slot is not null)
            .Select(execution => new SlotRun(execution.Spec.Slot!.Schedule, execution.Spec.Slot.Time, execution.Name()))];

    private IEnumerable<V1alpha1BackupExecution> Own => All.Where(execution => execution.Spec.Import is null);

    /// <summary>Picks a policy's executions from those of its namespace. Ones made by hand carry no label to find them by.</summary>
    public static PolicyRuns Of(V1alpha1BackupPolicy policy, IEnumerable<V1alpha1BackupExecution> executions) =>
        new(policy, [.. executions.Where(execution => execution.Spec.PolicyName == policy.Name())]);

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

    private static V1alpha1BackupExecution? LastStoredOf(IEnumerable<V1alpha1BackupExecution> executions) => executions
        .Where(execution => execution.Status is { Phase: ExecutionPhase.Succeeded, Integrity: not IntegrityState.Suspect })
        .MaxBy(execution => (execution.Status.CompletionTime ?? execution.Status.RecoveryPoint, execution.Name()));

    private static V1alpha1BackupExecution? NewestVerifiedOf(IEnumerable<V1alpha1BackupExecution> executions) => executions
        .Where(IsVerified)
        .MaxBy(execution => (execution.Status.RecoveryPoint, execution.Name()));

    // One that ended before it began has no uid; made while this policy existed, it was meant for this one.
    private bool MayBeRunOfThis(V1alpha1BackupExecution execution) => execution.PolicyUid() is { } uid
        ? uid == policy.Uid()
        : execution.CreationTimestamp() >= policy.CreationTimestamp();
}
