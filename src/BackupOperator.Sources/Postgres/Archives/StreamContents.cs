using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>Compares the table of contents of a stream with the tables that are recorded of its database.</summary>
/// <remarks>All streams of a database together hold every table once: its definition, and
/// its rows where it has some.</remarks>
internal static class StreamContents
{
    private const int NamedTables = 5;

    /// <summary>What is wrong with it; null when all is as recorded.</summary>
    public static string? Problem(DatabaseDetails database, string stream, IReadOnlyList<ArchiveEntry> entries)
    {
        var rows = entries.Where(entry => entry.IsTableData).Select(entry => entry.Oid).ToHashSet();
        var definitions = entries.Where(entry => entry.IsRelation).Select(entry => entry.Oid).ToHashSet();
        var isOfDatabase = stream == database.Stream;
        var missing = isOfDatabase
            ? database.Tables.Where(table => table is { Rows: not null, Stream: null }
                ? !rows.Contains(table.Oid)
                : !definitions.Contains(table.Oid) && !rows.Contains(table.Oid))
            : database.Tables.Where(table => table.Stream == stream && !rows.Contains(table.Oid));
        var elsewhere = database.Tables
            .Where(table => rows.Contains(table.Oid) && (table.Stream ?? database.Stream) != stream);
        return Name("lacks", missing) ?? Name("also holds the rows of", elsewhere);
    }

    private static string? Name(string what, IEnumerable<TableDetails> tables)
    {
        var named = string.Join(", ", tables.Select(table => table.FullName).Take(NamedTables));
        return named.Length > 0 ? $"its table of contents {what} {named}" : null;
    }
}
