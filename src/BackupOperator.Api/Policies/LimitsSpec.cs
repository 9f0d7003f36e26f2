using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>Bounds on the work.</summary>
public sealed record LimitsSpec
{
    /// <summary>The pattern of <see cref="Bandwidth"/> in the schema.</summary>
    public const string BandwidthPattern = "^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$";

    /// <summary>Packs that an agent prepares and uploads at the same time, and large tables of a database that it reads at
    /// the same time; memory grows by about 64 MiB with each. Default: as many as the agent's pod has processors, at least 2
    /// and at most 8.</summary>
    [Schema(Minimum = 1, Maximum = 16)]
    public int? Parallelism { get; set; }

    /// <summary>Bytes per second between all agents of a run together and the store, such as <c>200Mi</c>, at least <c>1Mi</c>; shared
    /// out evenly among the sources. Holds for backups and for reading them back, not for restores. Default: no limit.</summary>
    [Schema(Pattern = BandwidthPattern)]
    public string? Bandwidth { get; set; }

    /// <summary>How often work is tried again after a failure that may pass by itself: a store or a server that does not
    /// answer, a pod that was evicted. Each try reads the source anew, and
    /// stores what those before it have not.</summary>
    [Schema(DefaultJson = "2", Minimum = 0, Maximum = 10)]
    public int Retries { get; set; } = 2;

    /// <summary>How long an agent's pod may take to start before the run fails.</summary>
    [Schema(DefaultJson = "\"10m\"", Pattern = Duration.Pattern, MinLength = 2)]
    public string StartTimeout { get; set; } = "10m";

    /// <summary>How long an agent may run at all before it is ended as failed.</summary>
    [Schema(DefaultJson = "\"24h\"", Pattern = Duration.Pattern, MinLength = 2)]
    public string RunTimeout { get; set; } = "24h";
}
