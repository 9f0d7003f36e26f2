using Kubernetes.Client.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>How backups are compressed.</summary>
public sealed record CompressionSpec
{
    /// <summary><c>zstd</c> or <c>none</c>.</summary>
    [Schema(DefaultJson = "\"zstd\"", Pattern = "^(zstd|none)$")]
    public string Algorithm { get; set; } = "zstd";

    /// <summary>The level of zstd: 1 is fastest, 19 smallest.</summary>
    [Schema(DefaultJson = "3", Minimum = 1, Maximum = 19)]
    public int Level { get; set; } = 3;
}
