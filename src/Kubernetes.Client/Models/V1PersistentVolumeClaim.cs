namespace Kubernetes.Client.Models;

/// <summary>A claim on storage.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "PersistentVolumeClaim", PluralName = "persistentvolumeclaims")]
public sealed class V1PersistentVolumeClaim : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is claimed.</summary>
    public V1PersistentVolumeClaimSpec? Spec { get; set; }

    /// <summary>What was given.</summary>
    public V1PersistentVolumeClaimStatus? Status { get; set; }
}

/// <summary>What is claimed.</summary>
public sealed class V1PersistentVolumeClaimSpec
{
    /// <summary>Such as <c>ReadWriteOnce</c>.</summary>
    public IList<string>? AccessModes { get; set; }

    /// <summary>What the volume is made from, such as a VolumeSnapshot.</summary>
    public V1TypedLocalObjectReference? DataSource { get; set; }

    /// <summary>How much is claimed, under <c>storage</c>.</summary>
    public V1ResourceRequirements? Resources { get; set; }

    /// <summary>The storage class; null for the cluster's default.</summary>
    public string? StorageClassName { get; set; }

    /// <summary><c>Filesystem</c> or <c>Block</c>.</summary>
    public string? VolumeMode { get; set; }

    /// <summary>The volume that is bound.</summary>
    public string? VolumeName { get; set; }
}

/// <summary>Names an object of some kind in the same namespace.</summary>
public sealed class V1TypedLocalObjectReference
{
    /// <summary>The group; null for the core group.</summary>
    public string? ApiGroup { get; set; }

    /// <summary>The kind.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The name.</summary>
    public string Name { get; set; } = "";
}

/// <summary>What was given for a claim.</summary>
public sealed class V1PersistentVolumeClaimStatus
{
    /// <summary><c>Pending</c>, <c>Bound</c> or <c>Lost</c>.</summary>
    public string? Phase { get; set; }

    /// <summary>The size given, under <c>storage</c>.</summary>
    public IDictionary<string, ResourceQuantity>? Capacity { get; set; }
}
