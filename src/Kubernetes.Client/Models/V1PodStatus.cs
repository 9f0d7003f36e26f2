namespace Kubernetes.Client.Models;

/// <summary>What the kubelet saw of a pod.</summary>
public sealed class V1PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; set; }

    /// <summary>Why the pod is in this state, in one word, such as <c>Evicted</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>Why, in words for people.</summary>
    public string? Message { get; set; }

    /// <summary>The pod's address.</summary>
    public string? PodIP { get; set; }

    /// <summary>When the kubelet took the pod up.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>Aspects such as <c>PodScheduled</c> and <c>Ready</c>.</summary>
    public IList<V1PodCondition>? Conditions { get; set; }

    /// <summary>The containers, one by one.</summary>
    public IList<V1ContainerStatus>? ContainerStatuses { get; set; }

    /// <summary>The containers that run before the others.</summary>
    public IList<V1ContainerStatus>? InitContainerStatuses { get; set; }
}

/// <summary>One aspect of a pod's state.</summary>
public sealed class V1PodCondition
{
    /// <summary>The aspect, such as <c>PodScheduled</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>Why, in one CamelCase word, such as <c>Unschedulable</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>Why, in words for people.</summary>
    public string? Message { get; set; }

    /// <summary>When the state last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; set; }
}

/// <summary>One container of a pod.</summary>
public sealed class V1ContainerStatus
{
    /// <summary>The container's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The image that runs.</summary>
    public string? Image { get; set; }

    /// <summary>The image's digest.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("imageID")]
    public string? ImageId { get; set; }

    /// <summary>Whether the container serves.</summary>
    public bool Ready { get; set; }

    /// <summary>How often it was started again.</summary>
    public int RestartCount { get; set; }

    /// <summary>What it does now.</summary>
    public V1ContainerState? State { get; set; }

    /// <summary>What it did before it was started again.</summary>
    public V1ContainerState? LastState { get; set; }
}

/// <summary>What a container does; exactly one of the three is set.</summary>
public sealed class V1ContainerState
{
    /// <summary>It runs.</summary>
    public V1ContainerStateRunning? Running { get; set; }

    /// <summary>It has ended.</summary>
    public V1ContainerStateTerminated? Terminated { get; set; }

    /// <summary>It has not begun yet.</summary>
    public V1ContainerStateWaiting? Waiting { get; set; }
}

/// <summary>A container that runs.</summary>
public sealed class V1ContainerStateRunning
{
    /// <summary>Since when.</summary>
    public DateTimeOffset? StartedAt { get; set; }
}

/// <summary>A container that has ended.</summary>
public sealed class V1ContainerStateTerminated
{
    /// <summary>The exit code; 128 and more for a signal.</summary>
    public int ExitCode { get; set; }

    /// <summary>The signal that ended it.</summary>
    public int? Signal { get; set; }

    /// <summary>Why, in one word: <c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>What the container wrote to its termination log.</summary>
    public string? Message { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>A container that has not begun yet.</summary>
public sealed class V1ContainerStateWaiting
{
    /// <summary>Why, in one word, such as <c>ImagePullBackOff</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>Why, in words for people.</summary>
    public string? Message { get; set; }
}
