using Kubernetes.Client.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>Bounds on the work.</summary>
public sealed record LimitsSpec
{
    /// <summary>Packs that an agent prepares and uploads at the same time, and large tables of a database that it reads at
    /// the same time; memory grows by about 64 MiB with each.</summary>
    [Schema(DefaultJson = "2", Minimum = 1, Maximum = 16)]
    public int Parallelism { get; set; } = 2;

    /// <summary>How often work is tried again after a failure that may pass by itself: a store or a server that does not
    /// answer, a pod that was evicted. Each try takes a complete new backup.</summary>
    [Schema(DefaultJson = "2", Minimum = 0, Maximum = 10)]
    public int Retries { get; set; } = 2;

    /// <summary>How long an agent's pod may take to start before the run fails.</summary>
    [Schema(DefaultJson = "\"10m\"", Pattern = Duration.Pattern, MinLength = 2)]
    public string StartTimeout { get; set; } = "10m";

    /// <summary>How long an agent may run at all before it is ended as failed.</summary>
    [Schema(DefaultJson = "\"24h\"", Pattern = Duration.Pattern, MinLength = 2)]
    public string RunTimeout { get; set; } = "24h";
}
