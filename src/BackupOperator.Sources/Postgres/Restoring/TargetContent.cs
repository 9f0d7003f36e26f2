using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Looks at what a target holds of what would be restored.</summary>
internal static class TargetContent
{
    private const string Objects = """
        SELECT kind || ' ' || quote_ident(n.nspname) || '.' || quote_ident(o.name) FROM (
            SELECT 'pg_class'::regclass AS class, c.oid, c.relnamespace AS namespace, c.relname AS name,
                   CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                                  WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind
            FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relpersistence <> 't'
            UNION ALL SELECT 'pg_proc'::regclass, p.oid, p.pronamespace, p.proname, 'function' FROM pg_proc p
        ) o JOIN pg_namespace n ON n.oid = o.namespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e')
        """;

    /// <summary>The first few objects that stand where the restore goes; empty when the way is free.</summary>
    public static Task<List<string>> FindAsync(
        NpgsqlConnection connection, DatabaseRestore restore,
        CancellationToken cancellationToken) => restore.Scope switch
    {
        RestoreScope.Tables => FindAsync(
            connection, $"{Objects} AND (n.nspname, o.name) IN (SELECT * FROM unnest($1::text[], $2::text[])) LIMIT 5",
            cancellationToken,
            [Column(restore, table => table.Schema), Column(restore, table => table.Name)]),
        RestoreScope.Schemas => FindAsync(
            connection, $"{Objects} AND n.nspname = ANY ($1::text[]) LIMIT 5", cancellationToken,
            [Column(restore, table => table.Schema)]),
        _ => FindAsync(connection, $"{Objects} LIMIT 5", cancellationToken),
    };

    private static string[] Column(DatabaseRestore restore, Func<Details.TableDetails, string> column) =>
        restore.Tables.Select(column).ToArray();

    private static Task<List<string>> FindAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] parameters) =>
        connection.QueryAsync(sql, static row => row.GetString(0), cancellationToken, parameters);
}
