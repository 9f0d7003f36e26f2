using Kubernetes.CustomResources;

namespace BackupOperator.Contract.Specs;

/// <summary>How backups are compressed.</summary>
public sealed record CompressionSpec
{
    /// <summary><c>zstd</c>, <c>lz4</c> (less than half of the effort, and of the gain) or <c>none</c>.</summary>
    [Schema(DefaultJson = "\"zstd\"", Pattern = "^(zstd|lz4|none)$")]
    public string Algorithm { get; set; } = "zstd";

    /// <summary>The level of zstd: 1 is fastest, 22 smallest. The others have none.</summary>
    [Schema(DefaultJson = "3", Minimum = 1, Maximum = 22)]
    public int Level { get; set; } = 3;
}
