using System.Text.Json.Serialization;
using BackupOperator.Sources.Postgres.Connections;

namespace BackupOperator.Sources.Postgres.Details;

/// <summary>What a manifest records of one table.</summary>
/// <param name="Oid">Its identity in the dump's table of contents.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Owner">The role that owns it.</param>
/// <param name="SizeBytes">Its size on the server, without indexes.</param>
/// <param name="Rows">Its rows; null where the dump holds not all of them (tables of
/// extensions) or none (partitioned ones), or where they could not be counted.</param>
internal sealed record TableDetails(uint Oid, string Schema, string Name, string Owner, long SizeBytes, long? Rows)
{
    /// <summary>The partitioned table that it is a part of; null for a table of its own.</summary>
    public uint? Parent { get; init; }

    /// <summary>That table as SQL names it, where it is not in the backup itself but is one of the database's
    /// own.</summary>
    public string? ParentName { get; init; }

    /// <summary>Whether its rows are those of its partitions.</summary>
    public bool Partitioned { get; init; }

    /// <summary>The stream with its rows; null where they are in the database's stream.</summary>
    public string? Stream { get; init; }

    /// <summary>Indexes, constraints, triggers, sequences and the like that live and die
    /// with it, as <c>class:oid</c>.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Its indexes that were valid; null where that was not recorded, as for tables of extensions.</summary>
    /// <remarks>One that was not may be missing in the dump, and nobody misses it.</remarks>
    public IReadOnlyList<IndexDetails>? Indexes { get; init; }

    /// <summary>Names of its constraints that were validated; null where that was not recorded.</summary>
    public IReadOnlyList<string>? Constraints { get; init; }

    /// <summary>For messages.</summary>
    [JsonIgnore]
    public string FullName => $"{Schema}.{Name}";

    [JsonIgnore]
    public string SqlName => Sql.Name(Schema, Name);
}
