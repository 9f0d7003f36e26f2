using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Decides what comes back, from the backup's record alone.</summary>
internal static class RestorePlan
{
    /// <exception cref="SourceException">A database, schema or table is not in the
    /// backup, or two go to one name.</exception>
    public static IReadOnlyList<DatabaseRestore> Make(PostgresDetails details, PostgresTargetOptions options)
    {
        var mappings = options.Databases.Count > 0
            ? options.Databases
            : [.. details.Databases.Select(database => new PostgresDatabaseMapping(database.Name))];
        var plan = mappings.Select(mapping => Select(details, options, mapping)).ToList();
        if (plan.GroupBy(restore => restore.TargetName).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new SourceException(
                SourceFailure.BadInput,
                $"two databases would be restored into {twice.Key}: give one of them another targetName");
        }

        RequireFound(plan, options.Schemas, "schema", static (table, name) => table.Schema == name);
        RequireFound(plan, options.Tables, "table", IsNamed);
        return [.. plan.Where(restore => !options.IsPartial || restore.Tables.Count > 0)];
    }

    private static DatabaseRestore Select(
        PostgresDetails details, PostgresTargetOptions options, PostgresDatabaseMapping mapping)
    {
        var database = details.Databases.FirstOrDefault(database => database.Name == mapping.Name)
            ?? throw new SourceException(
                SourceFailure.BadInput,
                $"database {mapping.Name} is not in the backup; it holds " +
                $"{string.Join(", ", details.Databases.Select(one => one.Name))}");
        var scope = options switch
        {
            { Tables.Count: > 0 } => RestoreScope.Tables,
            { Schemas.Count: > 0 } => RestoreScope.Schemas,
            _ => details.Selection is null ? RestoreScope.Whole : RestoreScope.WholeDump,
        };
        return new DatabaseRestore(database, mapping.TargetName ?? mapping.Name, Tables(database, options), scope);
    }

    private static List<TableDetails> Tables(DatabaseDetails database, PostgresTargetOptions options)
    {
        var chosen = database.Tables
            .Where(table => options.Schemas.Count == 0 || options.Schemas.Contains(table.Schema))
            .Where(table => options.Tables.Count == 0 || options.Tables.Any(name => IsNamed(table, name)))
            .ToDictionary(table => table.Oid);

        // Whoever names a partitioned table means its rows, and these are in its partitions.
        for (var found = chosen.Count; found > 0;)
        {
            var partitions = database.Tables
                .Where(table => table.Parent is { } parent && chosen.ContainsKey(parent))
                .Where(table => !chosen.ContainsKey(table.Oid)).ToList();
            partitions.ForEach(table => chosen.Add(table.Oid, table));
            found = partitions.Count;
        }

        return [.. database.Tables.Where(table => chosen.ContainsKey(table.Oid))];
    }

    private static bool IsNamed(TableDetails table, string name) => table.Name == name || table.FullName == name;

    private static void RequireFound(
        List<DatabaseRestore> plan, IReadOnlyList<string> names, string what, Func<TableDetails, string, bool> matches)
    {
        var missing = names.Where(name => !plan.Any(restore => restore.Tables.Any(table => matches(table, name))))
            .ToList();
        if (missing.Count > 0)
        {
            throw new SourceException(
                SourceFailure.BadInput,
                $"{what} {string.Join(", ", missing)} is not in the backup of " +
                $"{string.Join(", ", plan.Select(restore => restore.Database.Name))}: nothing was touched");
        }
    }
}
