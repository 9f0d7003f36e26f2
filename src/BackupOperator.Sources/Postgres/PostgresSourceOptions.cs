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

    /// <summary>Count the rows that are dumped instead of taking the planner's numbers.</summary>
    public bool ExactRowCounts { get; init; } = true;

    /// <summary>Programs that dump parts of a database at the same time.</summary>
    public int Parallelism { get; init; } = 2;

    /// <summary>From which size on, without indexes, a table has a program and a stream of its own, in bytes.</summary>
    /// <remarks>A table of 64 MiB is read in a fraction of a second: as long as a further
    /// program needs to read the catalogue.</remarks>
    public long LargeTableBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a program waits for the locks on its tables before the dump fails, to be tried
    /// again.</summary>
    /// <remarks>A wait may have no end: large tables are locked with the snapshot, so whoever waits to change one of
    /// them waits for the dump, and a program of the dump that asks for the same table waits behind
    /// them. The time lets those who wait give up first.</remarks>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
