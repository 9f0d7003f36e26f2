namespace Kubernetes.ControllerRuntime.Caching;

/// <summary>Which objects of a kind a shared watch takes.</summary>
public sealed record WatchOptions
{
    /// <summary>A label selector in the API's syntax; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector in the API's syntax; null for all.</summary>
    public string? FieldSelector { get; init; }
}
