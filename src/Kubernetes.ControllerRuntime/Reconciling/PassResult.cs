namespace Kubernetes.ControllerRuntime.Reconciling;

/// <summary>What the runtime does after a pass.</summary>
/// <param name="Label">In one word, for metrics.</param>
/// <param name="After">When the next pass is due; null waits for a change.</param>
/// <param name="Failure">The first failure; the pass is tried again with backoff.</param>
internal readonly record struct PassResult(string Label, TimeSpan? After = null, Exception? Failure = null)
{
    /// <summary>The object is gone.</summary>
    public static PassResult Gone { get; } = new("gone");

    /// <summary>The pass could not do its work.</summary>
    public static PassResult Failed(Exception failure) => new("error", Failure: failure);
}
