using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>One frozen view of a database, shared with <c>pg_dump</c>: what is counted
/// here is what is dumped there.</summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private const string ListTables = """
        SELECT c.oid, n.nspname, c.relname, pg_get_userbyid(c.relowner), pg_table_size(c.oid), c.reltuples::bigint,
               c.relkind = 'p' OR EXISTS (
                   SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'),
               (SELECT i.inhparent FROM pg_inherits i WHERE i.inhrelid = c.oid AND c.relispartition), c.relkind = 'p'
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
        ORDER BY n.nspname, c.relname
        """;

    // Everything that is dumped as an object of its own and lives and dies with a table.
    private const string ListParts = """
        SELECT p.rel, array_agg(p.class::bigint || ':' || p.oid::bigint) FROM (
            SELECT indrelid, 'pg_class'::regclass::oid, indexrelid FROM pg_index
            UNION ALL SELECT conrelid, 'pg_constraint'::regclass, oid FROM pg_constraint WHERE conrelid <> 0
            UNION ALL SELECT tgrelid, 'pg_trigger'::regclass, oid FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT adrelid, 'pg_attrdef'::regclass, oid FROM pg_attrdef
            UNION ALL SELECT ev_class, 'pg_rewrite'::regclass, oid FROM pg_rewrite
            UNION ALL SELECT polrelid, 'pg_policy'::regclass, oid FROM pg_policy
            UNION ALL SELECT stxrelid, 'pg_statistic_ext'::regclass, oid FROM pg_statistic_ext
            UNION ALL SELECT d.refobjid, d.classid, d.objid FROM pg_depend d
                 JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
                WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                     AND d.deptype IN ('a', 'i')
        ) p (rel, class, oid) JOIN pg_class c ON c.oid = p.rel AND c.relkind IN ('r', 'p') AND c.oid >= 16384
        GROUP BY p.rel
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

    public static async Task<Snapshot> OpenAsync(
        PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(database, cancellationToken);
        try
        {
            // Without row_security = off a policy would hide rows silently; pg_dump sets the same.
            await connection.ExecuteAsync(
                "SET row_security = off; BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", cancellationToken);
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

    /// <summary>All tables that may be dumped; rows are the planner's numbers, null where
    /// they cannot be compared.</summary>
    public async Task<List<TableDetails>> ListTablesAsync(CancellationToken cancellationToken)
    {
        var parts = await _connection.QueryAsync(
            ListParts, static row => (row.GetFieldValue<uint>(0), row.GetFieldValue<string[]>(1)), cancellationToken);
        var partsOf = parts.ToDictionary(part => part.Item1, part => part.Item2);
        return await _connection.QueryAsync(
            ListTables,
            row => new TableDetails(
                row.GetFieldValue<uint>(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4),
                row.GetBoolean(6) ? null : Math.Max(0, row.GetInt64(5)))
            {
                Parent = row.IsDBNull(7) ? null : row.GetFieldValue<uint>(7),
                Partitioned = row.GetBoolean(8),
                Parts = partsOf.GetValueOrDefault(row.GetFieldValue<uint>(0)) ?? [],
            },
            cancellationToken);
    }

    public Task<DatabaseProperties> ReadPropertiesAsync(CancellationToken cancellationToken) =>
        DatabasePropertiesQuery.ReadAsync(_connection, cancellationToken);

    /// <summary>Counts the rows of a table, its own only.</summary>
    public Task<long> CountAsync(TableDetails table, CancellationToken cancellationToken) =>
        _connection.ScalarAsync<long>($"SELECT count(*) FROM ONLY {table.SqlName}", cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
