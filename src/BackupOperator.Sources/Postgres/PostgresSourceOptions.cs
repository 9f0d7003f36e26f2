using BackupOperator.Sources.Postgres.Connections;

namespace BackupOperator.Sources.Postgres;

/// <summary>What is dumped of a PostgreSQL server.</summary>
public sealed record PostgresSourceOptions
{
    /// <summary>How the server is reached.</summary>
    public required PostgresConnectionOptions Connection { get; init; }

    /// <summary>The databases; empty for all that allow connections, without templates.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>Dump roles and tablespaces too.</summary>
    public bool Globals { get; init; } = true;

    /// <summary>Which schemas and tables, in every database.</summary>
    public PostgresSelection Selection { get; init; } = new();

    /// <summary>Count rows in the dump's own snapshot instead of taking the planner's numbers.</summary>
    public bool ExactRowCounts { get; init; } = true;
}
