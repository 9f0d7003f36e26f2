using System.Text;
using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Finds the tables of the connected database that are worth a process and a stream of their own.</summary>
/// <remarks>
/// Partitions are tables like others, each with its own rows. Left with the rest of the database are: tables of
/// extensions, of which only the rows are dumped that the extension names; unlogged tables of a standby, which cannot
/// be read; and, in a database that is not in UTF-8, names beyond ASCII, for a pattern on a command line has no
/// encoding.
/// </remarks>
internal static class LargeTableQuery
{
    /// <summary>Each stream costs a process that reads the whole catalogue, and an entry in
    /// the manifest; beyond this many, the next smaller tables stay with the rest.</summary>
    public const int MostTables = 128;

    private const string Query = """
        SELECT oid, nspname, relname, getdatabaseencoding() = 'UTF8' FROM (
            SELECT c.oid, n.nspname, c.relname, pg_table_size(c.oid) AS bytes
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND (c.relpersistence = 'p' OR c.relpersistence = 'u' AND NOT pg_is_in_recovery())
              AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
              AND NOT EXISTS (
                  SELECT FROM pg_depend d WHERE d.deptype = 'e'
                  AND (d.classid = 'pg_class'::regclass AND d.objid = c.oid
                       OR d.classid = 'pg_namespace'::regclass AND d.objid = n.oid))
        ) t WHERE bytes >= $1 ORDER BY bytes DESC, oid
        """;

    /// <summary>The tables of at least this size without indexes, largest first.</summary>
    public static async Task<IReadOnlyList<LargeTable>> RunAsync(
        NpgsqlConnection connection, long smallestBytes, CancellationToken cancellationToken)
    {
        var found = await connection.QueryAsync(
            Query,
            static row => (
                Table: new LargeTable(row.GetFieldValue<uint>(0), row.GetString(1), row.GetString(2)),
                Unicode: row.GetBoolean(3)),
            cancellationToken, smallestBytes);
        return
        [
            .. found.Where(row => row.Unicode || (Ascii.IsValid(row.Table.Schema) && Ascii.IsValid(row.Table.Name)))
                .Select(row => row.Table).Take(MostTables),
        ];
    }
}
