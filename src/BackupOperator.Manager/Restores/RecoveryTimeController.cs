using BackupOperator.Api.Restores;
using BackupOperator.Manager.Jobs;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Restores;

/// <summary>Keeps the condition RecoveryTimeObjectiveMet of a restore; runs after the one that drives it, on the same copy.</summary>
internal sealed class RecoveryTimeController(TimeProvider time) : IEntityController<V1alpha1RestoreOperation>
{
    /// <inheritdoc />
    public Task<ReconciliationResult<V1alpha1RestoreOperation>> ReconcileAsync(V1alpha1RestoreOperation restore, CancellationToken cancellationToken) =>
        Task.FromResult(RecoveryTimeVerdict.Judge(restore, time.GetUtcSeconds()));
}
