namespace Kubernetes.ControllerRuntime;

/// <summary>Brings the world nearer to what objects of one kind ask for.</summary>
/// <remarks>
/// One pass at a time for each object. The controller changes only the status of the copy it is given; the runtime patches
/// the difference once after all controllers of the kind have run, also when one throws. It neither fetches, nor handles
/// deletion, finalizers, conflicts, <c>observedGeneration</c> or events. Throwing means a transient failure and is tried
/// again with backoff. A second pass over an unchanged world changes nothing.
/// </remarks>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IEntityController<TEntity> where TEntity : class, IKubernetesObject
{
    /// <summary>Runs one pass.</summary>
    /// <param name="entity">A copy of the object as last seen; its status is the controller's to change.</param>
    /// <param name="cancellationToken">Ends when leadership is lost, the pass takes too long, or the process must go.</param>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);
}
