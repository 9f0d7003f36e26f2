namespace BackupOperator.Manager.Hosting;

/// <summary>How the manager runs.</summary>
internal sealed record ManagerOptions
{
    /// <summary>The image of the agents' pods; empty for the manager's own.</summary>
    public string AgentImage { get; init; } = "";

    /// <summary>When that image is pulled; null for Kubernetes' default.</summary>
    public string? AgentImagePullPolicy { get; init; }

    /// <summary>The namespace that is watched; null for all.</summary>
    public string? WatchNamespace { get; init; }

    /// <summary>Whether replicas elect the one that works.</summary>
    public bool LeaderElection { get; init; } = true;

    /// <summary>Objects of one kind that are worked on at a time.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>From which level on is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The port of <c>/metrics</c>.</summary>
    public int MetricsPort { get; init; } = 8080;

    /// <summary>The port of <c>/healthz</c> and <c>/readyz</c>.</summary>
    public int HealthPort { get; init; } = 8081;
}
