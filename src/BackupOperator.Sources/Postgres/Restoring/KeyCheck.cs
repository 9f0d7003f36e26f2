using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Compares the keys and indexes of a table that came back with those that it had.</summary>
/// <remarks>A key whose index is invalid looks like one, and refuses nothing: it is found out by the first
/// <c>ON CONFLICT</c> or foreign key afterwards, or by two equal rows.</remarks>
/// <param name="Table">The table, as it was recorded.</param>
/// <param name="Whole">The table that it is a part of, as SQL names it, where that comes back too.</param>
/// <param name="FoundWhole">The same, where it is one that the target had.</param>
/// <param name="MustBeValid">Whether the archive makes each of its indexes valid, for records that do not say
/// which were.</param>
internal sealed record KeyCheck(TableDetails Table, string? Whole, string? FoundWhole, bool MustBeValid)
{
    private string Oid => $"to_regclass({Sql.Text(Table.SqlName)})";

    private string Name => Sql.Text(Table.FullName);

    /// <summary>Says all that is wrong, in one text; NULL when nothing is.</summary>
    public string Query => $"SELECT string_agg(what, '; ') FROM ({string.Join(" UNION ALL ", Problems())}) p (what)";

    /// <summary>Fails where anything is wrong.</summary>
    public string Statement => $"DO {Sql.Text($"""
        DECLARE found text;
        BEGIN
            {Query} INTO found;
            IF found IS NOT NULL THEN
                RAISE EXCEPTION USING MESSAGE = {Sql.Text(RowChecks.Mismatch)} || found;
            END IF;
        END
        """)};\n";

    private IEnumerable<string> Problems()
    {
        yield return Table.Indexes is { } indexes ? Differing(indexes) : Invalid;
        yield return PartsOfTheWhole;
        if (Table.Constraints is { } constraints)
        {
            yield return Differing(constraints);
        }

        if ((Whole ?? FoundWhole) is { } whole)
        {
            yield return NotAttachedTo(whole);
        }
    }

    // To which of two equal indexes of a table that the target had one was attached is the server's choice.
    private string Differing(IReadOnlyList<IndexDetails> indexes)
    {
        var names = Texts(indexes.Select(index => index.Name));
        var wholes = Texts(indexes.Select(index => Whole is null ? "" : index.AttachedTo ?? ""));
        return $"""
            SELECT 'index ' || e.name || ' of ' || {Name} || CASE WHEN x.valid IS NULL THEN ' is missing'
                WHEN NOT x.valid THEN ' is not valid' ELSE ' is not attached to ' || e.whole END
            FROM unnest({names}, {wholes}) e (name, whole)
            LEFT JOIN (
                SELECT c.relname, (i.indisvalid OR {HasForeignPart}) AND i.indisready AND i.indislive, w.relname
                FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                LEFT JOIN pg_inherits h ON h.inhrelid = c.oid LEFT JOIN pg_class w ON w.oid = h.inhparent
                WHERE i.indrelid = {Oid}
            ) x (name, valid, whole) ON x.name = e.name
            WHERE x.valid IS NOT TRUE OR e.whole <> '' AND x.whole IS DISTINCT FROM e.whole
            """;
    }

    private string Invalid => $"""
        SELECT 'index ' || c.relname || ' of ' || {Name} || ' is not valid'
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = {Oid} AND NOT (i.indisvalid AND i.indisready AND i.indislive)
          AND ({MustBeValid} OR c.relkind = 'i') AND NOT {HasForeignPart}
        """;

    // What is valid of a partitioned table is so because each of its partitions has a part of it.
    private string PartsOfTheWhole => $"""
        SELECT 'index ' || x.relname || ' has no valid part on ' || {Name}
        FROM pg_class t JOIN pg_inherits a ON a.inhrelid = t.oid
        JOIN pg_index i ON i.indrelid = a.inhparent AND i.indisvalid JOIN pg_class x ON x.oid = i.indexrelid
        WHERE t.oid = {Oid} AND t.relispartition AND NOT EXISTS (
            SELECT FROM pg_inherits h JOIN pg_index p ON p.indexrelid = h.inhrelid
            WHERE h.inhparent = i.indexrelid AND p.indrelid = t.oid AND p.indisready
              AND (p.indisvalid OR {HasForeignPart}))
        """;

    // A foreign table has no index to attach, yet the server counts it among the partitions that lack one: an index
    // that is attached piece by piece, as archives do, stays invalid, and so does that of each table above.
    private string HasForeignPart => $"""
        EXISTS (
            WITH RECURSIVE parts (oid) AS (
                SELECT {Oid}::oid
                UNION ALL SELECT h.inhrelid FROM pg_inherits h JOIN parts ON h.inhparent = parts.oid)
            SELECT FROM parts JOIN pg_class f ON f.oid = parts.oid JOIN pg_class t ON t.oid = {Oid}
            WHERE f.relkind = 'f' AND t.relkind = 'p')
        """;

    private string Differing(IReadOnlyList<string> constraints) => $"""
        SELECT 'constraint ' || e.name || ' of ' || {Name} ||
            CASE WHEN k.conname IS NULL THEN ' is missing' ELSE ' is not validated' END
        FROM unnest({Texts(constraints)}) e (name)
        LEFT JOIN pg_constraint k ON k.conrelid = {Oid} AND k.conname = e.name
        WHERE k.convalidated IS NOT TRUE
        """;

    private string NotAttachedTo(string whole) => $"""
        SELECT {Name} || ' is not a partition of ' || {Sql.Text(whole)} WHERE NOT EXISTS (
            SELECT FROM pg_inherits WHERE inhrelid = {Oid} AND inhparent = to_regclass({Sql.Text(whole)}))
        """;

    private static string Texts(IEnumerable<string> names) =>
        $"ARRAY[{string.Join(", ", names.Select(Sql.Text))}]::text[]";
}
