using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>The indexes and constraints of the connected database that are as good as they look.</summary>
/// <remarks>Others need not come back so: <c>pg_dump</c> leaves out an index whose making failed, and writes
/// <c>NOT VALID</c> for a constraint that nobody has checked yet. Tables of extensions are as their extension makes
/// them.</remarks>
internal sealed class TableKeys
{
    private const string OwnTables = """
        c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND c.oid >= 16384 AND NOT EXISTS (
            SELECT FROM pg_depend d
                WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        """;

    private const string ListTables = $"SELECT c.oid FROM pg_class c WHERE {OwnTables}";

    private const string ListIndexes = $"""
        SELECT c.oid, x.relname, w.relname FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
        LEFT JOIN pg_inherits h ON h.inhrelid = x.oid LEFT JOIN pg_class w ON w.oid = h.inhparent
        WHERE i.indisvalid AND i.indisready AND {OwnTables}
        """;

    // A foreign key that a partition has from its whole is made with it, under a name that the server chooses. The
    // column that tells is younger than the oldest servers: as JSON, one that is not there is null.
    private const string ListConstraints = $"""
        SELECT c.oid, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND i.indrelid = c.oid
        LEFT JOIN pg_class x ON x.oid = i.indexrelid
        WHERE k.convalidated AND k.contype IN ('c', 'f', 'p', 'u', 'x')
          AND (k.contype <> 'f' OR coalesce(to_jsonb(k)->>'conparentid', '0') = '0')
          AND (i.indexrelid IS NULL OR i.indisvalid AND i.indisready OR x.relkind = 'I') AND {OwnTables}
        """;

    private readonly HashSet<uint> _tables;
    private readonly ILookup<uint, IndexDetails> _indexes;
    private readonly ILookup<uint, string> _constraints;

    private TableKeys(
        HashSet<uint> tables, ILookup<uint, IndexDetails> indexes, ILookup<uint, string> constraints)
    {
        _tables = tables;
        _indexes = indexes;
        _constraints = constraints;
    }

    public static async Task<TableKeys> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = await connection.QueryAsync(
            ListTables, static row => row.GetFieldValue<uint>(0), cancellationToken);
        var indexes = await connection.QueryAsync(
            ListIndexes, static row => (row.GetFieldValue<uint>(0), new IndexDetails(row.GetString(1), row.Text(2))),
            cancellationToken);
        var constraints = await connection.QueryAsync(
            ListConstraints, static row => (row.GetFieldValue<uint>(0), row.GetString(1)), cancellationToken);
        return new TableKeys(
            [.. tables], indexes.ToLookup(index => index.Item1, index => index.Item2),
            constraints.ToLookup(constraint => constraint.Item1, constraint => constraint.Item2));
    }

    /// <summary>Null for a table of an extension.</summary>
    public IReadOnlyList<IndexDetails>? IndexesOf(uint table) =>
        _tables.Contains(table) ? [.. _indexes[table].OrderBy(index => index.Name, StringComparer.Ordinal)] : null;

    /// <summary>Null for a table of an extension.</summary>
    public IReadOnlyList<string>? ConstraintsOf(uint table) =>
        _tables.Contains(table) ? [.. _constraints[table].Order(StringComparer.Ordinal)] : null;
}
