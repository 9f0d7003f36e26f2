namespace Kubernetes.ControllerRuntime;

/// <summary>What one pass came to.</summary>
public enum ReconciliationOutcome
{
    /// <summary>Nothing to do; conditions stay as they are.</summary>
    Unchanged,

    /// <summary>The world is as asked.</summary>
    Ready,

    /// <summary>Something is under way or missing; the pass is repeated after a time.</summary>
    Waiting,

    /// <summary>It cannot go on until a person changes something.</summary>
    Stalled,
}
