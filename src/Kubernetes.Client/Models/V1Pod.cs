namespace Kubernetes.Client.Models;

/// <summary>Containers that run together on one node.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Pod", PluralName = "pods")]
public sealed class V1Pod : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is to be run.</summary>
    public V1PodSpec? Spec { get; set; }

    /// <summary>What the kubelet saw.</summary>
    public V1PodStatus? Status { get; set; }
}

/// <summary>A pod as a controller makes it.</summary>
public sealed class V1PodTemplateSpec
{
    /// <summary>Labels and annotations of the pod.</summary>
    public V1ObjectMeta? Metadata { get; set; }

    /// <summary>What is to be run.</summary>
    public V1PodSpec? Spec { get; set; }
}
