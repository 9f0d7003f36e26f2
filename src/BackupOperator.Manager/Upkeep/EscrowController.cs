using BackupOperator.Api;
using BackupOperator.Api.Policies;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Upkeep;

/// <summary>Says whether the keys at hand open every stored backup of a policy, as the last survey found. Owns
/// BackupsOpenable.</summary>
internal sealed class EscrowController : IEntityController<V1alpha1BackupPolicy>
{
    /// <inheritdoc />
    public Task<ReconciliationResult<V1alpha1BackupPolicy>> ReconcileAsync(V1alpha1BackupPolicy policy, CancellationToken cancellationToken) =>
        Task.FromResult(policy.Status.Escrow switch
        {
            null => policy.Unchanged(),
            { Problem: { } problem } => policy.Stalled(Reason.KeysMissing, problem),
            { } escrow => policy.Ready(
                Reason.KeysAtHand, $"backups that open: {escrow.Openable}, all; data keys: {escrow.DataKeys}"),
        });
}
