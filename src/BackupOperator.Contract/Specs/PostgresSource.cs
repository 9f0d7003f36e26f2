using Kubernetes.CustomResources;

namespace BackupOperator.Contract.Specs;

/// <summary>A PostgreSQL server, or some of its databases, as logical dumps.</summary>
public sealed record PostgresSource
{
    /// <summary>How the server is reached.</summary>
    [Schema(Required = true)]
    public PostgresConnection Connection { get; set; } = new();

    /// <summary>The databases to dump. Empty: all that allow connections, templates left out.</summary>
    [Schema(MaxItems = 1000)]
    public IList<string> Databases { get; set; } = [];

    /// <summary>Dump roles and tablespaces too. Passwords of roles are included where the user may read them.</summary>
    [Schema(DefaultJson = "true")]
    public bool Globals { get; set; } = true;

    /// <summary>Dump only these, in every database. Naming tables leaves out everything else (functions, types), as
    /// <c>pg_dump --table</c> does.</summary>
    public PostgresSelection? Include { get; set; }

    /// <summary>Leave these out, in every database.</summary>
    public PostgresSelection? Exclude { get; set; }

    /// <summary><c>Exact</c> counts every table's rows as they are dumped, and a restore compares them;
    /// <c>Estimated</c> takes the planner's numbers.</summary>
    [Schema(DefaultJson = "\"Exact\"")]
    public RowCountMode RowCounts { get; set; } = RowCountMode.Exact;
}

/// <summary>Schemas and tables by pattern.</summary>
public sealed record PostgresSelection
{
    /// <summary>Schemas, as patterns of psql: <c>temp_*</c>.</summary>
    [Schema(MaxItems = 200)]
    public IList<string> Schemas { get; set; } = [];

    /// <summary>Tables, as patterns of psql: <c>temp_*</c>, <c>audit.log_*</c>.</summary>
    [Schema(MaxItems = 200)]
    public IList<string> Tables { get; set; } = [];
}

/// <summary>How rows are counted.</summary>
public enum RowCountMode
{
    /// <summary>Those that are dumped, table by table.</summary>
    Exact,

    /// <summary>The planner's numbers.</summary>
    Estimated,
}
