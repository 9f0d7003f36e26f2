namespace Kubernetes.Client.Models;

/// <summary>Confidential data of a namespace.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Secret", PluralName = "secrets")]
public sealed class V1Secret : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the data is for, such as <c>Opaque</c>.</summary>
    public string? Type { get; set; }

    /// <summary>The data by key; base64 on the wire.</summary>
    public IDictionary<string, byte[]>? Data { get; set; }

    /// <summary>The data as text; only written, the server moves it to <see cref="Data"/>.</summary>
    public IDictionary<string, string>? StringData { get; set; }
}
