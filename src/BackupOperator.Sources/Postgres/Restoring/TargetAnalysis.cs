using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Lets the planner know the new content of a database.</summary>
/// <remarks>The server reads the foreign tables among a table's partitions too, and these may not be reached from
/// where the restore goes. Such a table is passed over; its own partitions are not.</remarks>
internal static class TargetAnalysis
{
    private const string ListWithForeignParts = """
        WITH RECURSIVE above (oid) AS (
            SELECT i.inhparent FROM pg_inherits i JOIN pg_class f ON f.oid = i.inhrelid WHERE f.relkind = 'f'
            UNION SELECT i.inhparent FROM pg_inherits i JOIN above ON above.oid = i.inhrelid)
        SELECT oid::bigint FROM above
        """;

    private const string ListTables = """
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't' AND c.oid::bigint <> ALL ($1::bigint[])
        """;

    public static async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var passedOver = await connection.QueryAsync(
            ListWithForeignParts, static row => row.GetInt64(0), cancellationToken);
        if (passedOver.Count == 0)
        {
            await connection.ExecuteAsync("ANALYZE", cancellationToken);
            return;
        }

        var tables = await connection.QueryAsync(
            ListTables, static row => Sql.Name(row.GetString(0), row.GetString(1)), cancellationToken,
            (object)passedOver.ToArray());
        foreach (var table in tables)
        {
            await AnalyzeAsync(connection, table, cancellationToken);
        }
    }

    private static async Task AnalyzeAsync(
        NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync($"ANALYZE {table}", cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState
            is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            // A target that is in use drops tables meanwhile.
        }
    }
}
