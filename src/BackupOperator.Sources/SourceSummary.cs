using System.Text.Json;

namespace BackupOperator.Sources;

/// <summary>What was read of a source.</summary>
/// <param name="Details">Kept with the streams; what <see cref="ISourceVerifier"/> and <see cref="ISourceRestorer"/> go by.</param>
/// <param name="RecoveryPoint">The instant that the source can be brought back to, by the source's clock.</param>
public sealed record SourceSummary(JsonElement Details, DateTimeOffset RecoveryPoint)
{
    /// <summary>Databases read.</summary>
    public int Databases { get; init; }

    /// <summary>Tables read.</summary>
    public int Tables { get; init; }

    /// <summary>Rows of these tables.</summary>
    public long Rows { get; init; }

    /// <summary>The source's version, where it has one.</summary>
    public string? Version { get; init; }
}
