using BackupOperator.Api.Jobs;
using BackupOperator.Contract;

namespace BackupOperator.Manager.Jobs;

/// <summary>All that tells one agent's Job from another.</summary>
internal sealed record AgentJobPlan
{
    /// <summary>The Job's name.</summary>
    public required string Name { get; init; }

    /// <summary>The object that the Job works for and ends with.</summary>
    public required IKubernetesObject Owner { get; init; }

    /// <summary>What the agent does.</summary>
    public required AgentTask Task { get; init; }

    /// <summary>Labels beyond those that every agent's Job has.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>How long the agent may run at all.</summary>
    public required TimeSpan RunTimeout { get; init; }

    /// <summary>How long the Job stays when it is done; null as long as its owner.</summary>
    public TimeSpan? KeptFor { get; init; }

    /// <summary>Packs or connections at the same time: memory grows with them.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>The claim of a filesystem location.</summary>
    public string? StoreClaimName { get; init; }

    /// <summary>What people add.</summary>
    public JobTemplate? Template { get; init; }
}
