using Kubernetes.Client.Models;

namespace BackupOperator.Api.Jobs;

/// <summary>CPU, memory and ephemeral storage, as in a container's spec.</summary>
public sealed record ResourceRequirements
{
    /// <summary>What the scheduler sets aside, such as <c>cpu: 500m</c>.</summary>
    public IDictionary<string, Quantity>? Requests { get; set; }

    /// <summary>What the agent may use at most, such as <c>memory: 1Gi</c>.</summary>
    public IDictionary<string, Quantity>? Limits { get; set; }
}
