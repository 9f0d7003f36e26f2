namespace Kubernetes.Client;

/// <summary>Which part of a container's log is read.</summary>
public sealed record LogOptions
{
    /// <summary>The container; null where the pod has one only.</summary>
    public string? Container { get; init; }

    /// <summary>Keep the stream open and receive what is written from now on.</summary>
    public bool Follow { get; init; }

    /// <summary>Only the last lines; null for all.</summary>
    public int? TailLines { get; init; }

    /// <summary>At most this many bytes; null for all.</summary>
    public long? LimitBytes { get; init; }
}
