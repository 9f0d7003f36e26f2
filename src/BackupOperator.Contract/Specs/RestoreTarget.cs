using Kubernetes.CustomResources;

namespace BackupOperator.Contract.Specs;

/// <summary>Where a backup is brought back to.</summary>
[ValidationRule("has(self.postgres)", "set postgres: it is the kind of target that this version restores to")]
public sealed record RestoreTarget
{
    /// <summary>A PostgreSQL server.</summary>
    public PostgresTarget? Postgres { get; set; }
}

/// <summary>A PostgreSQL server, and what of the backup goes there.</summary>
public sealed record PostgresTarget
{
    /// <summary>How the server is reached; the same one or another.</summary>
    [Schema(Required = true)]
    public PostgresConnection Connection { get; set; } = new();

    /// <summary>The databases to bring back. Empty: all of the backup, under their own names.</summary>
    [Schema(MaxItems = 1000, ListMapKey = "name")]
    public IList<DatabaseMapping> Databases { get; set; } = [];

    /// <summary>Only these schemas. Empty: all.</summary>
    [Schema(MaxItems = 200)]
    public IList<string> Schemas { get; set; } = [];

    /// <summary>Only these tables, as <c>table</c> or <c>schema.table</c>. Empty: all.</summary>
    [Schema(MaxItems = 200)]
    public IList<string> Tables { get; set; } = [];

    /// <summary>Bring back roles and tablespaces that do not exist on the server; those that do are left as they are.</summary>
    [Schema(DefaultJson = "false")]
    public bool Globals { get; set; }

    /// <summary>Leave owners and grants out, for a server that has other roles; all then belongs to the connecting user.</summary>
    [Schema(DefaultJson = "false")]
    public bool NoOwner { get; set; }
}

/// <summary>A database of the backup, and its name on the target.</summary>
public sealed record DatabaseMapping
{
    /// <summary>Its name in the backup.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 63)]
    public string Name { get; set; } = "";

    /// <summary>Its name on the target; it is created where it does not exist. Default: the same.</summary>
    [Schema(MinLength = 1, MaxLength = 63)]
    public string? TargetName { get; set; }
}
