namespace Kubernetes.Client.Models;

/// <summary>Something that containers can mount; one source is set beside the name.</summary>
public sealed class V1Volume
{
    /// <summary>Unique in the pod.</summary>
    public string Name { get; set; } = "";

    /// <summary>The keys of a ConfigMap as files.</summary>
    public V1ConfigMapVolumeSource? ConfigMap { get; set; }

    /// <summary>Fields of the pod as files.</summary>
    public V1DownwardApiVolumeSource? DownwardAPI { get; set; }

    /// <summary>A directory that lives as long as the pod.</summary>
    public V1EmptyDirVolumeSource? EmptyDir { get; set; }

    /// <summary>A claim that lives as long as the pod.</summary>
    public V1EphemeralVolumeSource? Ephemeral { get; set; }

    /// <summary>A claim that lives on its own.</summary>
    public V1PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; set; }

    /// <summary>Several sources in one directory.</summary>
    public V1ProjectedVolumeSource? Projected { get; set; }

    /// <summary>The keys of a Secret as files.</summary>
    public V1SecretVolumeSource? Secret { get; set; }
}

/// <summary>One key, and the file in which it appears.</summary>
public sealed class V1KeyToPath
{
    /// <summary>The key.</summary>
    public string Key { get; set; } = "";

    /// <summary>The file, relative to the volume.</summary>
    public string Path { get; set; } = "";

    /// <summary>The file's mode; null for the volume's.</summary>
    public int? Mode { get; set; }
}

/// <summary>The keys of a ConfigMap as files.</summary>
public sealed class V1ConfigMapVolumeSource
{
    /// <summary>The ConfigMap.</summary>
    public string? Name { get; set; }

    /// <summary>Mode of the files.</summary>
    public int? DefaultMode { get; set; }

    /// <summary>The keys; null for all.</summary>
    public IList<V1KeyToPath>? Items { get; set; }

    /// <summary>Whether the pod starts without it.</summary>
    public bool? Optional { get; set; }
}

/// <summary>The keys of a Secret as files.</summary>
public sealed class V1SecretVolumeSource
{
    /// <summary>The Secret.</summary>
    public string? SecretName { get; set; }

    /// <summary>Mode of the files.</summary>
    public int? DefaultMode { get; set; }

    /// <summary>The keys; null for all.</summary>
    public IList<V1KeyToPath>? Items { get; set; }

    /// <summary>Whether the pod starts without it.</summary>
    public bool? Optional { get; set; }
}

/// <summary>Fields of the pod as files.</summary>
public sealed class V1DownwardApiVolumeSource
{
    /// <summary>Mode of the files.</summary>
    public int? DefaultMode { get; set; }

    /// <summary>The fields.</summary>
    public IList<V1DownwardApiVolumeFile>? Items { get; set; }
}

/// <summary>A field of the pod, and the file in which it appears.</summary>
public sealed class V1DownwardApiVolumeFile
{
    /// <summary>The file, relative to the volume.</summary>
    public string Path { get; set; } = "";

    /// <summary>A field of the pod.</summary>
    public V1ObjectFieldSelector? FieldRef { get; set; }

    /// <summary>A request or limit of a container instead.</summary>
    public V1ResourceFieldSelector? ResourceFieldRef { get; set; }

    /// <summary>The file's mode; null for the volume's.</summary>
    public int? Mode { get; set; }
}

/// <summary>A directory that lives as long as the pod.</summary>
public sealed class V1EmptyDirVolumeSource
{
    /// <summary><c>Memory</c>, or null for the node's disk.</summary>
    public string? Medium { get; set; }

    /// <summary>The most that it may hold.</summary>
    public ResourceQuantity? SizeLimit { get; set; }
}

/// <summary>A claim that lives as long as the pod.</summary>
public sealed class V1EphemeralVolumeSource
{
    /// <summary>The claim.</summary>
    public V1PersistentVolumeClaimTemplate? VolumeClaimTemplate { get; set; }
}

/// <summary>A claim as the pod makes it.</summary>
public sealed class V1PersistentVolumeClaimTemplate
{
    /// <summary>Labels and annotations of the claim.</summary>
    public V1ObjectMeta? Metadata { get; set; }

    /// <summary>What is claimed.</summary>
    public V1PersistentVolumeClaimSpec? Spec { get; set; }
}

/// <summary>A claim that lives on its own.</summary>
public sealed class V1PersistentVolumeClaimVolumeSource
{
    /// <summary>The claim.</summary>
    public string ClaimName { get; set; } = "";

    /// <summary>Whether it cannot be written to.</summary>
    public bool? ReadOnly { get; set; }
}

/// <summary>Several sources in one directory.</summary>
public sealed class V1ProjectedVolumeSource
{
    /// <summary>Mode of the files.</summary>
    public int? DefaultMode { get; set; }

    /// <summary>The sources.</summary>
    public IList<V1VolumeProjection>? Sources { get; set; }
}

/// <summary>One source of a projected volume; one is set.</summary>
public sealed class V1VolumeProjection
{
    /// <summary>Keys of a ConfigMap.</summary>
    public V1KeysProjection? ConfigMap { get; set; }

    /// <summary>Fields of the pod.</summary>
    public V1DownwardApiProjection? DownwardAPI { get; set; }

    /// <summary>Keys of a Secret.</summary>
    public V1KeysProjection? Secret { get; set; }

    /// <summary>A token of the pod's service account.</summary>
    public V1ServiceAccountTokenProjection? ServiceAccountToken { get; set; }
}

/// <summary>Keys of a ConfigMap or Secret.</summary>
public sealed class V1KeysProjection
{
    /// <summary>The object.</summary>
    public string? Name { get; set; }

    /// <summary>The keys; null for all.</summary>
    public IList<V1KeyToPath>? Items { get; set; }

    /// <summary>Whether the pod starts without it.</summary>
    public bool? Optional { get; set; }
}

/// <summary>Fields of the pod.</summary>
public sealed class V1DownwardApiProjection
{
    /// <summary>The fields.</summary>
    public IList<V1DownwardApiVolumeFile>? Items { get; set; }
}

/// <summary>A token of the pod's service account.</summary>
public sealed class V1ServiceAccountTokenProjection
{
    /// <summary>For whom the token is; null for the API server.</summary>
    public string? Audience { get; set; }

    /// <summary>Seconds that it is good for; the kubelet replaces it in time.</summary>
    public long? ExpirationSeconds { get; set; }

    /// <summary>The file, relative to the volume.</summary>
    public string Path { get; set; } = "";
}
