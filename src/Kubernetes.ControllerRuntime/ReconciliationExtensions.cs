namespace Kubernetes.ControllerRuntime;

/// <summary>The ways in which a pass ends.</summary>
public static class ReconciliationExtensions
{
    // An empty reason is refused by the API server's schema of conditions.
    private const string DefaultReadyReason = "Ready";

    /// <summary>Nothing to do; conditions stay as they are.</summary>
    /// <param name="entity">The object of the pass.</param>
    /// <param name="recheckAfter">When the next pass is due at the latest; null waits for a change or the resync.</param>
    public static ReconciliationResult<TEntity> Unchanged<TEntity>(
        this TEntity entity, TimeSpan? recheckAfter = null) where TEntity : IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(entity);
        return new ReconciliationResult<TEntity>(entity, ReconciliationOutcome.Unchanged, "", "", recheckAfter);
    }

    /// <summary>The world is as asked: the condition becomes <c>True</c>.</summary>
    /// <param name="entity">The object of the pass.</param>
    /// <param name="reason">Why, in one CamelCase word.</param>
    /// <param name="message">Why, in words for people.</param>
    /// <param name="recheckAfter">When the next pass is due at the latest; null waits for a change or the resync.</param>
    public static ReconciliationResult<TEntity> Ready<TEntity>(
        this TEntity entity, string reason = DefaultReadyReason, string message = "", TimeSpan? recheckAfter = null) where TEntity : IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new ReconciliationResult<TEntity>(entity, ReconciliationOutcome.Ready, reason, message, recheckAfter);
    }

    /// <summary>Something is under way or missing: <c>Ready</c> becomes <c>False</c> and <c>Reconciling</c> <c>True</c>; a
    /// condition of another name becomes <c>Unknown</c>.</summary>
    /// <param name="entity">The object of the pass.</param>
    /// <param name="reason">Why, in one CamelCase word.</param>
    /// <param name="message">What is waited for, in words for people.</param>
    /// <param name="after">When the next pass is due at the latest.</param>
    public static ReconciliationResult<TEntity> Waiting<TEntity>(
        this TEntity entity, string reason, string message, TimeSpan after) where TEntity : IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new ReconciliationResult<TEntity>(entity, ReconciliationOutcome.Waiting, reason, message, after);
    }

    /// <inheritdoc cref="Waiting{TEntity}(TEntity, string, string, TimeSpan)"/>
    public static ReconciliationResult<TEntity> Waiting<TEntity>(
        this TEntity entity, Refusal refusal, TimeSpan after) where TEntity : IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return entity.Waiting(refusal.Reason, refusal.Message, after);
    }

    /// <summary>It cannot go on until a person changes something: <c>Ready</c> becomes <c>False</c> and <c>Stalled</c>
    /// <c>True</c>; a condition of another name becomes <c>False</c>.</summary>
    /// <param name="entity">The object of the pass.</param>
    /// <param name="reason">Why, in one CamelCase word.</param>
    /// <param name="message">What is wrong and what to do, in words for people.</param>
    /// <param name="recheckAfter">When the next pass is due at the latest; null waits for a change or the resync.</param>
    public static ReconciliationResult<TEntity> Stalled<TEntity>(
        this TEntity entity, string reason, string message, TimeSpan? recheckAfter = null) where TEntity : IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new ReconciliationResult<TEntity>(entity, ReconciliationOutcome.Stalled, reason, message, recheckAfter);
    }

    /// <inheritdoc cref="Stalled{TEntity}(TEntity, string, string, TimeSpan?)"/>
    public static ReconciliationResult<TEntity> Stalled<TEntity>(
        this TEntity entity, Refusal refusal, TimeSpan? recheckAfter = null) where TEntity : IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return entity.Stalled(refusal.Reason, refusal.Message, recheckAfter);
    }
}
