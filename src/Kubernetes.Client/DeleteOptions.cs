namespace Kubernetes.Client;

/// <summary>How an object is deleted.</summary>
public sealed record DeleteOptions
{
    /// <summary>Delete only this incarnation.</summary>
    public string? Uid { get; init; }

    /// <summary>Delete only this version.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>Background</c> (dependents go after), <c>Foreground</c> (before) or <c>Orphan</c> (they stay).</summary>
    public string PropagationPolicy { get; init; } = "Background";

    /// <summary>Seconds that pods get to end; null for the object's own.</summary>
    public int? GracePeriodSeconds { get; init; }
}
