using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>What a target has before anything comes back.</summary>
/// <param name="Schemas">Its schemas.</param>
/// <param name="PartitionedTables">Its partitioned tables, as SQL names them.</param>
internal sealed record TargetNames(IReadOnlyList<string> Schemas, IReadOnlySet<string> PartitionedTables)
{
    private const string ListPartitioned = """
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'p'
        """;

    public static async Task<TargetNames> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var schemas = await connection.QueryAsync(
            "SELECT nspname FROM pg_namespace", static row => row.GetString(0), cancellationToken);
        var tables = await connection.QueryAsync(
            ListPartitioned, static row => Sql.Name(row.GetString(0), row.GetString(1)), cancellationToken);
        return new TargetNames(schemas, tables.ToHashSet());
    }
}
