namespace Kubernetes.Client.Models;

/// <summary>Configuration that is not confidential.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "ConfigMap", PluralName = "configmaps")]
public sealed class V1ConfigMap : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Text by key.</summary>
    public IDictionary<string, string>? Data { get; set; }

    /// <summary>Bytes by key; base64 on the wire.</summary>
    public IDictionary<string, byte[]>? BinaryData { get; set; }
}
