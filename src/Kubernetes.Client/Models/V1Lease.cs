using System.Text.Json.Serialization;

namespace Kubernetes.Client.Models;

/// <summary>Says who holds something, and until when.</summary>
[KubernetesEntity(Group = "coordination.k8s.io", ApiVersion = "v1", Kind = "Lease", PluralName = "leases")]
public sealed class V1Lease : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The holder and the time.</summary>
    public V1LeaseSpec? Spec { get; set; }
}

/// <summary>Who holds a lease, and until when.</summary>
public sealed class V1LeaseSpec
{
    /// <summary>The holder; null or empty when nobody holds it.</summary>
    public string? HolderIdentity { get; set; }

    /// <summary>Seconds after <see cref="RenewTime"/> when another may take it.</summary>
    public int? LeaseDurationSeconds { get; set; }

    /// <summary>When the holder took it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; set; }

    /// <summary>When the holder last said that it lives.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; set; }

    /// <summary>How often it went from one holder to another.</summary>
    public int? LeaseTransitions { get; set; }
}
