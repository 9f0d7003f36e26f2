namespace Kubernetes.ControllerRuntime.Hosting;

/// <summary>Works on the objects of one kind, without its type.</summary>
internal interface IKindRunner
{
    /// <summary>The kind.</summary>
    string Kind { get; }

    /// <summary>When the longest running pass began, by the time provider's timestamp; null when none runs.</summary>
    long? OldestPassStartedAt { get; }

    /// <summary>Works until <paramref name="stopping"/>, and then until the passes in hand are done.</summary>
    /// <param name="stopping">Begin no more passes.</param>
    /// <param name="abandon">End those in hand, and write nothing more.</param>
    Task RunAsync(CancellationToken stopping, CancellationToken abandon);
}
