namespace Kubernetes.ControllerRuntime;

/// <summary>What must be done before an object of one kind may go.</summary>
/// <remarks>The runtime attaches the finalizer before a controller first sees the object, and removes it afterwards.
/// Throwing means a transient failure and is tried again with backoff.</remarks>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IEntityFinalizer<TEntity> where TEntity : class, IKubernetesObject
{
    /// <summary>Does a step of the clean-up. Called again and again until it is done, also after a restart.</summary>
    /// <param name="entity">A copy of the object, whose deletion has been asked for.</param>
    /// <param name="cancellationToken">Ends when leadership is lost, the pass takes too long, or the process must go.</param>
    /// <returns><see cref="ReconciliationOutcome.Unchanged"/> or <see cref="ReconciliationOutcome.Ready"/> when nothing is
    /// left to do and the object may go; else what it waits for.</returns>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
