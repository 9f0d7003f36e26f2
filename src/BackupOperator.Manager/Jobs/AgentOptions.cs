namespace BackupOperator.Manager.Jobs;

/// <summary>What all agents' pods have in common in this installation.</summary>
internal sealed record AgentOptions
{
    /// <summary>The image that holds the agent; the manager's own unless the installation says otherwise.</summary>
    public string Image { get; init; } = "";

    /// <summary>When the image is pulled; null for Kubernetes' default.</summary>
    public string? ImagePullPolicy { get; init; }
}
