using BackupOperator.Sources.Postgres.Connections;

namespace BackupOperator.Sources.Postgres;

/// <summary>What is brought back, and where to.</summary>
public sealed record PostgresTargetOptions
{
    /// <summary>How the server is reached.</summary>
    public required PostgresConnectionOptions Connection { get; init; }

    /// <summary>Databases of the backup with their names on the target; empty for all under their own names.</summary>
    public IReadOnlyList<PostgresDatabaseMapping> Databases { get; init; } = [];

    /// <summary>Only these schemas; empty for all.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>Only these tables, as <c>table</c> or <c>schema.table</c>; empty for all.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>Make roles and tablespaces that do not exist on the server.</summary>
    public bool Globals { get; init; }

    /// <summary>Leave owners and grants out.</summary>
    public bool NoOwner { get; init; }

    /// <summary>Replace what the target holds.</summary>
    public bool OverwriteExisting { get; init; }

    /// <summary>Connections that load and build indexes at the same time, where the restore is not one
    /// transaction.</summary>
    public int Parallelism { get; init; } = 1;

    internal bool IsPartial => Schemas.Count + Tables.Count > 0;
}

/// <summary>A database of the backup and its name on the target.</summary>
/// <param name="Name">In the backup.</param>
/// <param name="TargetName">On the target; null for the same.</param>
public sealed record PostgresDatabaseMapping(string Name, string? TargetName = null);
