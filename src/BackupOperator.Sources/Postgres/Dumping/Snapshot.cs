using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>One frozen view of a database, shared with <c>pg_dump</c>: what is listed
/// here is what is dumped there. It ends with its connection, which stays the caller's.</summary>
internal sealed class Snapshot
{
    private const string ListTables = """
        SELECT c.oid, n.nspname, c.relname, pg_get_userbyid(c.relowner), coalesce(pg_table_size(c.oid), 0),
               c.reltuples::bigint,
               c.relkind = 'p' OR c.relpersistence = 'u' AND pg_is_in_recovery() OR EXISTS (
                   SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'),
               w.oid, c.relkind = 'p',
               (SELECT format('"%s"."%s"', replace(s.nspname, '"', '""'), replace(w.relname, '"', '""'))
                FROM pg_namespace s WHERE s.oid = w.relnamespace AND NOT EXISTS (
                    SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = w.oid AND d.deptype = 'e'))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition LEFT JOIN pg_class w ON w.oid = i.inhparent
        WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
        ORDER BY n.nspname, c.relname
        """;

    // Everything that is dumped as an object of its own and lives and dies with a table. Servers before 15 call a
    // trigger internal that a partition has from its whole. The column that tells is younger than the oldest servers:
    // as JSON, one that is not there is null.
    private const string ListParts = """
        SELECT p.rel, array_agg(p.class::bigint || ':' || p.oid::bigint) FROM (
            SELECT indrelid, 'pg_class'::regclass::oid, indexrelid FROM pg_index
            UNION ALL SELECT conrelid, 'pg_constraint'::regclass, oid FROM pg_constraint WHERE conrelid <> 0
            UNION ALL SELECT tgrelid, 'pg_trigger'::regclass, oid FROM pg_trigger t
                WHERE NOT tgisinternal OR coalesce(to_jsonb(t)->>'tgparentid', '0') <> '0'
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

    private Snapshot(NpgsqlConnection connection, IReadOnlyList<LargeTable> locked, string id, DateTimeOffset begin)
    {
        _connection = connection;
        Locked = locked;
        Id = id;
        Begin = begin;
    }

    /// <summary>The name under which <c>pg_dump --snapshot</c> joins it, as long as the transaction is open.</summary>
    public string Id { get; }

    /// <summary>All that was committed before this instant, by the server's clock, is in the snapshot.</summary>
    public DateTimeOffset Begin { get; }

    /// <summary>Tables that nobody can drop, empty or rewrite before the snapshot ends.</summary>
    public IReadOnlyList<LargeTable> Locked { get; }

    /// <summary>Locks tables against changes of their definition, then takes the snapshot.</summary>
    /// <remarks>In this order: TRUNCATE and rewriting forms of ALTER TABLE ignore snapshots, so that a table that is
    /// emptied between snapshot and lock would be read as empty.</remarks>
    /// <param name="connection">Without a transaction.</param>
    /// <param name="tables">Those that are gone, or that the user may not read, are not locked.</param>
    /// <param name="cancellationToken">Ends the wait for locks.</param>
    public static async Task<Snapshot> TakeAsync(
        NpgsqlConnection connection, IReadOnlyList<LargeTable> tables, CancellationToken cancellationToken)
    {
        // Without row_security = off a policy would hide rows silently; pg_dump sets the same.
        await connection.ExecuteAsync(
            "SET row_security = off; BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", cancellationToken);
        var locked = new List<LargeTable>();
        foreach (var table in tables)
        {
            if (await TryLockAsync(connection, table, cancellationToken))
            {
                locked.Add(table);
            }
        }

        // The begin of the transaction: the snapshot is taken by this very query, and nothing can ask for the time in
        // between. After a long wait for a lock it is earlier than need be, never later.
        var begin = await connection.ScalarAsync<DateTime>("SELECT transaction_timestamp()", cancellationToken);
        var id = await connection.ScalarAsync<string>("SELECT pg_export_snapshot()", cancellationToken);
        return new Snapshot(connection, locked, id!, new DateTimeOffset(begin.ToUniversalTime()));
    }

    /// <summary>All tables that may be dumped; rows are the planner's numbers, null where
    /// they cannot be compared.</summary>
    public async Task<List<TableDetails>> ListTablesAsync(CancellationToken cancellationToken)
    {
        var parts = await _connection.QueryAsync(
            ListParts, static row => (row.GetFieldValue<uint>(0), row.GetFieldValue<string[]>(1)), cancellationToken);
        var partsOf = parts.ToDictionary(part => part.Item1, part => part.Item2);
        var keys = await TableKeys.ReadAsync(_connection, cancellationToken);
        return await _connection.QueryAsync(
            ListTables,
            row => new TableDetails(
                row.GetFieldValue<uint>(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4),
                row.GetBoolean(6) ? null : Math.Max(0, row.GetInt64(5)))
            {
                Parent = row.IsDBNull(7) ? null : row.GetFieldValue<uint>(7),
                Partitioned = row.GetBoolean(8),
                ParentName = row.Text(9),
                Parts = partsOf.GetValueOrDefault(row.GetFieldValue<uint>(0)) ?? [],
                Indexes = keys.IndexesOf(row.GetFieldValue<uint>(0)),
                Constraints = keys.ConstraintsOf(row.GetFieldValue<uint>(0)),
            },
            cancellationToken);
    }

    public Task<DatabaseProperties> ReadPropertiesAsync(CancellationToken cancellationToken) =>
        DatabasePropertiesQuery.ReadAsync(_connection, cancellationToken);

    private static async Task<bool> TryLockAsync(
        NpgsqlConnection connection, LargeTable table, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync("SAVEPOINT before_lock", cancellationToken);
        try
        {
            await connection.ExecuteAsync(
                $"LOCK TABLE ONLY {table.SqlName} IN ACCESS SHARE MODE; RELEASE SAVEPOINT before_lock",
                cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState
            is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
            or PostgresErrorCodes.InsufficientPrivilege)
        {
            await connection.ExecuteAsync(
                "ROLLBACK TO SAVEPOINT before_lock; RELEASE SAVEPOINT before_lock", cancellationToken);
            return false;
        }
    }
}
