namespace Kubernetes.ControllerRuntime;

/// <summary>What one pass came to, made by <see cref="ReconciliationExtensions"/>.</summary>
public sealed record ReconciliationResult
{
    internal ReconciliationResult(ReconciliationOutcome outcome, string reason, string message, TimeSpan? after)
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
