using BackupOperator.Contract.Specs;
using BackupOperator.Repository.Compressing;

namespace BackupOperator.Agent.Backup;

/// <summary>The words of the custom resources in those of the repository.</summary>
internal static class CompressionMap
{
    /// <exception cref="BadInputException">This release has no such algorithm.</exception>
    public static Compression Map(CompressionSpec spec) => spec.Algorithm switch
    {
        "zstd" => Compression.Zstd(spec.Level),
        "lz4" => Compression.Lz4,
        "none" => Compression.None,
        _ => throw new BadInputException(
            $"compression {spec.Algorithm} is not known to this agent: choose zstd, lz4 or none"),
    };
}
