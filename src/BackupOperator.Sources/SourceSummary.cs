using System.Text.Json;

namespace BackupOperator.Sources;

/// <summary>What was read of a source.</summary>
/// <param name="Kind">Which kind of source it is, such as <c>postgres</c>.</param>
/// <param name="Details">Kept with the streams; what <see cref="ISourceVerifier"/> and
/// <see cref="ISourceRestorer"/> go by.</param>
/// <param name="RecoveryPoint">The instant that the source can be brought back to, by the source's clock.</param>
public sealed record SourceSummary(string Kind, JsonElement Details, DateTimeOffset RecoveryPoint)
{
    /// <summary>Databases read, where the source has such.</summary>
    public IReadOnlyList<DatabaseSummary> Databases { get; init; } = [];

    /// <summary>Files read or known, where the source has such.</summary>
    public long Files { get; init; }

    /// <summary>The source's version, where it has one.</summary>
    public string? Version { get; init; }

    /// <summary>Tables of all databases.</summary>
    public int Tables => Databases.Sum(database => database.Tables);

    /// <summary>Rows of all tables.</summary>
    public long Rows => Databases.Sum(database => database.Rows);
}

/// <summary>What was read of one database.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tables">Its tables.</param>
/// <param name="Rows">Rows of these tables.</param>
/// <param name="Stream">The stream that holds it.</param>
public sealed record DatabaseSummary(string Name, int Tables, long Rows, string Stream);
