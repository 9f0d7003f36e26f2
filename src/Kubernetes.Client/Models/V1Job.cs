namespace Kubernetes.Client.Models;

/// <summary>Runs pods until they have done their work.</summary>
[KubernetesEntity(Group = "batch", ApiVersion = "v1", Kind = "Job", PluralName = "jobs")]
public sealed class V1Job : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is to be run.</summary>
    public V1JobSpec? Spec { get; set; }

    /// <summary>How far it is, as the job controller saw it.</summary>
    public V1JobStatus? Status { get; set; }
}

/// <summary>What a Job runs.</summary>
public sealed class V1JobSpec
{
    /// <summary>Seconds after which the Job is ended, however far it is; null for no limit.</summary>
    public long? ActiveDeadlineSeconds { get; set; }

    /// <summary>How many failed pods are replaced before the Job has failed.</summary>
    public int? BackoffLimit { get; set; }

    /// <summary>How many pods must succeed.</summary>
    public int? Completions { get; set; }

    /// <summary>How many pods run at a time.</summary>
    public int? Parallelism { get; set; }

    /// <summary>Whether no pod may be started now.</summary>
    public bool? Suspend { get; set; }

    /// <summary>The pod.</summary>
    public V1PodTemplateSpec? Template { get; set; }

    /// <summary>Seconds after its end when the Job is deleted; null for never.</summary>
    public int? TtlSecondsAfterFinished { get; set; }
}

/// <summary>How far a Job is.</summary>
public sealed class V1JobStatus
{
    /// <summary>Pods that are pending or running.</summary>
    public int? Active { get; set; }

    /// <summary>Pods that ended well.</summary>
    public int? Succeeded { get; set; }

    /// <summary>Pods that ended badly.</summary>
    public int? Failed { get; set; }

    /// <summary>When the job controller took the Job up.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>When the Job succeeded; null for a failed one.</summary>
    public DateTimeOffset? CompletionTime { get; set; }

    /// <summary><c>Complete</c>, <c>Failed</c> and <c>Suspended</c>, once they are known.</summary>
    public IList<V1JobCondition>? Conditions { get; set; }
}

/// <summary>One aspect of a Job's state.</summary>
public sealed class V1JobCondition
{
    /// <summary>The aspect: <c>Complete</c>, <c>Failed</c> or <c>Suspended</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>Why, in one CamelCase word, such as <c>BackoffLimitExceeded</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>Why, in words for people.</summary>
    public string? Message { get; set; }

    /// <summary>When the state last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; set; }
}
