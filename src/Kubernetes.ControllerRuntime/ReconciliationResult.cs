namespace Kubernetes.ControllerRuntime;

/// <summary>What one pass came to.</summary>
public abstract record ReconciliationResult
{
    private protected ReconciliationResult(ReconciliationOutcome outcome, string reason, string message, TimeSpan? after)
    {
        Outcome = outcome;
        Reason = reason;
        Message = message;
        After = after;
    }

    /// <summary>Which of the four it is.</summary>
    public ReconciliationOutcome Outcome { get; }

    /// <summary>Why, in one CamelCase word; empty for <see cref="ReconciliationOutcome.Unchanged"/>.</summary>
    public string Reason { get; }

    /// <summary>Why, in words for people.</summary>
    public string Message { get; }

    /// <summary>When the next pass is due at the latest; null waits for a change or the periodic resync.</summary>
    public TimeSpan? After { get; }
}

/// <summary>What one pass over an object came to, made by <see cref="ReconciliationExtensions"/>.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public sealed record ReconciliationResult<TEntity> : ReconciliationResult where TEntity : IKubernetesObject
{
    internal ReconciliationResult(
        TEntity entity, ReconciliationOutcome outcome, string reason, string message, TimeSpan? after)
        : base(outcome, reason, message, after) => Entity = entity;

    /// <summary>The object of the pass.</summary>
    public TEntity Entity { get; }
}
