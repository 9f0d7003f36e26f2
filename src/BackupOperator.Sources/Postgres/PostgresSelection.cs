namespace BackupOperator.Sources.Postgres;

/// <summary>Which schemas and tables are dumped, as patterns of psql.</summary>
public sealed record PostgresSelection
{
    /// <summary>Schemas to dump; empty for all.</summary>
    public IReadOnlyList<string> IncludeSchemas { get; init; } = [];

    /// <summary>Tables to dump; empty for all.</summary>
    public IReadOnlyList<string> IncludeTables { get; init; } = [];

    /// <summary>Schemas to leave out.</summary>
    public IReadOnlyList<string> ExcludeSchemas { get; init; } = [];

    /// <summary>Tables to leave out.</summary>
    public IReadOnlyList<string> ExcludeTables { get; init; } = [];

    internal bool IsEmpty =>
        IncludeSchemas.Count + IncludeTables.Count + ExcludeSchemas.Count + ExcludeTables.Count == 0;

    internal IEnumerable<string> Arguments =>
    [
        .. IncludeSchemas.Select(pattern => $"--schema={pattern}"),
        .. IncludeTables.Select(pattern => $"--table={pattern}"),
        .. ExcludeSchemas.Select(pattern => $"--exclude-schema={pattern}"),
        .. ExcludeTables.Select(pattern => $"--exclude-table={pattern}"),
    ];
}
