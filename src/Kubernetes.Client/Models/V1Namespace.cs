namespace Kubernetes.Client.Models;

/// <summary>A scope for names.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Namespace", PluralName = "namespaces", ClusterScoped = true)]
public sealed class V1Namespace : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Whether it is being deleted.</summary>
    public V1NamespaceStatus? Status { get; set; }
}

/// <summary>Whether a namespace is being deleted.</summary>
public sealed class V1NamespaceStatus
{
    /// <summary><c>Active</c> or <c>Terminating</c>.</summary>
    public string? Phase { get; set; }
}
