namespace Kubernetes.Client;

/// <summary>Which objects a list or a watch takes.</summary>
public sealed record ListOptions
{
    /// <summary>The namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>A label selector in the API's syntax; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector in the API's syntax; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects a page; the server may return fewer.</summary>
    public int PageSize { get; init; } = 500;
}
