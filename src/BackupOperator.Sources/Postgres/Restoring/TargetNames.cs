using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>What a target has before anything comes back.</summary>
/// <param name="Schemas">Its schemas.</param>
/// <param name="PartitionedTables">Its partitioned tables, as SQL names them.</param>
/// <param name="Partitions">What is attached to these.</param>
internal sealed record TargetNames(
    IReadOnlyList<string> Schemas, IReadOnlySet<string> PartitionedTables, IReadOnlyList<TargetPartition> Partitions)
{
    private const string ListPartitioned = """
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'p'
        """;

    private const string ListPartitions = """
        SELECT n.nspname, c.relname, s.nspname, w.relname FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_class w ON w.oid = i.inhparent JOIN pg_namespace s ON s.oid = w.relnamespace
        WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f')
        ORDER BY n.nspname, c.relname
        """;

    public static async Task<TargetNames> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var schemas = await connection.QueryAsync(
            "SELECT nspname FROM pg_namespace", static row => row.GetString(0), cancellationToken);
        var tables = await connection.QueryAsync(
            ListPartitioned, static row => Sql.Name(row.GetString(0), row.GetString(1)), cancellationToken);
        var partitions = await connection.QueryAsync(
            ListPartitions,
            static row => new TargetPartition(
                row.GetString(0), row.GetString(1), Sql.Name(row.GetString(2), row.GetString(3))),
            cancellationToken);
        return new TargetNames(schemas, tables.ToHashSet(), partitions);
    }

    /// <summary>Partitions that are dropped with their whole where a restore replaces it, and that it does not bring
    /// back.</summary>
    /// <param name="restore">What comes back.</param>
    /// <param name="chosen">The same in the table of contents, which lists foreign tables too.</param>
    public IReadOnlyList<TargetPartition> PartitionsLostBy(
        DatabaseRestore restore, IReadOnlyList<ArchiveEntry> chosen)
    {
        var returning = restore.Tables.Select(table => table.SqlName).ToHashSet();
        var foreign = chosen.Where(entry => entry.IsForeignTable).Select(entry => entry.Text).ToList();
        return [.. Partitions.Where(partition => returning.Contains(partition.Whole)
            && !returning.Contains(partition.SqlName)
            && !foreign.Any(text => text.StartsWith(
                $"FOREIGN TABLE {partition.Schema} {partition.Name} ", StringComparison.Ordinal)))];
    }
}
