using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Picks from a table of contents what makes a table whole.</summary>
/// <remarks><c>pg_restore --table</c> brings back columns and rows only: no index, key, default or trigger. Here these
/// come too. Objects are found by identity; what has none (rows, values of sequences, grants,
/// comments) by the text of what it belongs to.</remarks>
internal static class TableSelection
{
    public static IEnumerable<ArchiveEntry> Pick(
        IReadOnlyList<ArchiveEntry> entries, PartitionEntries partitions, IReadOnlyList<TableDetails> tables)
    {
        var oids = tables.Select(table => table.Oid).ToHashSet();
        var parts = tables.SelectMany(table => table.Parts).ToHashSet();
        var chosen = entries.Where(entry =>
            (entry.IsTableData || entry.IsRelation) && oids.Contains(entry.Oid)
            || (entry.Class != 0 && parts.Contains(entry.Identity))).ToHashSet();
        chosen.UnionWith(tables.SelectMany(table => partitions.OfTable(table).Concat(partitions.OfIndexes(table))));
        var companions = chosen.SelectMany(Companions).ToHashSet();
        var prefixes = tables.SelectMany(Prefixes).ToArray();
        return entries.Where(entry => chosen.Contains(entry) || companions.Contains(entry.Text)
            || (entry.Class == 0 && prefixes.Any(prefix => entry.Text.StartsWith(prefix, StringComparison.Ordinal))));
    }

    private static IEnumerable<string> Companions(ArchiveEntry entry)
    {
        var (kind, rest) = entry.Text.Split(' ', 2) is [var first, var second] ? (first, second) : (entry.Text, "");
        return kind switch
        {
            "SEQUENCE" => [$"SEQUENCE SET {rest}", $"SEQUENCE OWNED BY {rest}"],
            "TABLE" => [$"ROW SECURITY {rest}"],
            _ => [],
        };
    }

    private static IEnumerable<string> Prefixes(TableDetails table) =>
    [
        $"ACL {table.Schema} TABLE {table.Name} ", $"ACL {table.Schema} COLUMN {table.Name}.",
        $"COMMENT {table.Schema} TABLE {table.Name} ", $"COMMENT {table.Schema} COLUMN {table.Name}.",
    ];
}
