using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>One frozen view of a database, shared with <c>pg_dump</c>: what is counted here is what is dumped there.</summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private const string ListTables = """
        SELECT c.oid, n.nspname, c.relname, pg_get_userbyid(c.relowner), pg_table_size(c.oid), c.reltuples::bigint,
               EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND c.relpersistence <> 't'
        ORDER BY n.nspname, c.relname
        """;

    private readonly NpgsqlConnection _connection;

    private Snapshot(NpgsqlConnection connection, string id, DateTimeOffset begin)
    {
        _connection = connection;
        Id = id;
        Begin = begin;
    }

    /// <summary>The name under which <c>pg_dump --snapshot</c> joins it.</summary>
    public string Id { get; }

    /// <summary>All that was committed before this instant, by the server's clock, is in the snapshot.</summary>
    public DateTimeOffset Begin { get; }

    public static async Task<Snapshot> OpenAsync(PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(database, cancellationToken);
        try
        {
            // Without row_security = off a policy would hide rows silently; pg_dump sets the same.
            await connection.ExecuteAsync("SET row_security = off; BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", cancellationToken);
            var begin = await connection.ScalarAsync<DateTime>("SELECT transaction_timestamp()", cancellationToken);
            var id = await connection.ScalarAsync<string>("SELECT pg_export_snapshot()", cancellationToken);
            return new Snapshot(connection, id!, new DateTimeOffset(begin.ToUniversalTime()));
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            throw exception is NpgsqlException ? server.Explain(database, exception) : exception;
        }
    }

    /// <summary>All ordinary tables; rows are the planner's numbers, null for members of extensions.</summary>
    public Task<List<TableDetails>> ListTablesAsync(CancellationToken cancellationToken) => _connection.QueryAsync(
        ListTables,
        static row => new TableDetails(
            row.GetFieldValue<uint>(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4),
            row.GetBoolean(6) ? null : Math.Max(0, row.GetInt64(5))),
        cancellationToken);

    public Task<DatabaseProperties> ReadPropertiesAsync(CancellationToken cancellationToken) =>
        DatabasePropertiesQuery.ReadAsync(_connection, cancellationToken);

    /// <summary>Counts the rows of a table, its own only.</summary>
    public Task<long> CountAsync(TableDetails table, CancellationToken cancellationToken) =>
        _connection.ScalarAsync<long>($"SELECT count(*) FROM ONLY {table.SqlName}", cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
