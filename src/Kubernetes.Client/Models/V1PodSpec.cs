using System.Text.Json;

namespace Kubernetes.Client.Models;

/// <summary>What a pod runs, and where.</summary>
public sealed class V1PodSpec
{
    /// <summary>Seconds after which the pod is ended; null for no limit.</summary>
    public long? ActiveDeadlineSeconds { get; set; }

    /// <summary>Preferences and rules of placement, in the API's own form.</summary>
    public JsonElement? Affinity { get; set; }

    /// <summary>Whether the pod gets a token for the API server.</summary>
    public bool? AutomountServiceAccountToken { get; set; }

    /// <summary>What runs, side by side.</summary>
    public IList<V1Container> Containers { get; set; } = [];

    /// <summary>Whether the addresses of services are put into the environment.</summary>
    public bool? EnableServiceLinks { get; set; }

    /// <summary>Secrets with which images are pulled.</summary>
    public IList<V1LocalObjectReference>? ImagePullSecrets { get; set; }

    /// <summary>What runs before, one after another.</summary>
    public IList<V1Container>? InitContainers { get; set; }

    /// <summary>The node on which the pod runs; set by the scheduler.</summary>
    public string? NodeName { get; set; }

    /// <summary>Labels that the node must have.</summary>
    public IDictionary<string, string>? NodeSelector { get; set; }

    /// <summary>How much the pod matters beside others.</summary>
    public string? PriorityClassName { get; set; }

    /// <summary><c>Always</c>, <c>OnFailure</c> or <c>Never</c>.</summary>
    public string? RestartPolicy { get; set; }

    /// <summary>The container runtime, such as a sandboxed one.</summary>
    public string? RuntimeClassName { get; set; }

    /// <summary>The scheduler; null for the cluster's own.</summary>
    public string? SchedulerName { get; set; }

    /// <summary>As whom all containers run.</summary>
    public V1PodSecurityContext? SecurityContext { get; set; }

    /// <summary>The identity towards the API server.</summary>
    public string? ServiceAccountName { get; set; }

    /// <summary>Seconds between the request to end and the kill.</summary>
    public long? TerminationGracePeriodSeconds { get; set; }

    /// <summary>Taints of nodes that the pod puts up with.</summary>
    public IList<V1Toleration>? Tolerations { get; set; }

    /// <summary>How pods are spread over failure domains, in the API's own form.</summary>
    public IList<JsonElement>? TopologySpreadConstraints { get; set; }

    /// <summary>What containers can mount.</summary>
    public IList<V1Volume>? Volumes { get; set; }
}

/// <summary>Names an object in the same namespace.</summary>
public sealed class V1LocalObjectReference
{
    /// <summary>The object's name.</summary>
    public string? Name { get; set; }
}

/// <summary>A taint that a pod puts up with.</summary>
public sealed class V1Toleration
{
    /// <summary><c>NoSchedule</c>, <c>PreferNoSchedule</c>, <c>NoExecute</c>; null for all.</summary>
    public string? Effect { get; set; }

    /// <summary>The taint's key; null for all.</summary>
    public string? Key { get; set; }

    /// <summary><c>Equal</c> (the default) or <c>Exists</c>.</summary>
    public string? Operator { get; set; }

    /// <summary>Seconds until the pod is evicted after all; null for never.</summary>
    public long? TolerationSeconds { get; set; }

    /// <summary>The taint's value.</summary>
    public string? Value { get; set; }
}

/// <summary>As whom a pod's containers run.</summary>
public sealed class V1PodSecurityContext
{
    /// <summary>The group that owns the volumes.</summary>
    public long? FsGroup { get; set; }

    /// <summary><c>OnRootMismatch</c> or <c>Always</c>: when volumes are given to <see cref="FsGroup"/>.</summary>
    public string? FsGroupChangePolicy { get; set; }

    /// <summary>The first group.</summary>
    public long? RunAsGroup { get; set; }

    /// <summary>Whether the kubelet refuses to run an image as root.</summary>
    public bool? RunAsNonRoot { get; set; }

    /// <summary>The user.</summary>
    public long? RunAsUser { get; set; }

    /// <summary>Which system calls are allowed.</summary>
    public V1SeccompProfile? SeccompProfile { get; set; }

    /// <summary>SELinux labels, in the API's own form.</summary>
    public JsonElement? SeLinuxOptions { get; set; }

    /// <summary>Further groups.</summary>
    public IList<long>? SupplementalGroups { get; set; }
}

/// <summary>Which system calls are allowed.</summary>
public sealed class V1SeccompProfile
{
    /// <summary>The profile's path on the node, for <c>Localhost</c>.</summary>
    public string? LocalhostProfile { get; set; }

    /// <summary><c>RuntimeDefault</c>, <c>Localhost</c> or <c>Unconfined</c>.</summary>
    public string Type { get; set; } = "";
}
