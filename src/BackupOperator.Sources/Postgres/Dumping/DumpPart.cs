namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>What one <c>pg_dump</c> writes into one stream.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Arguments">What it takes of the database.</param>
internal sealed record DumpPart(string Stream, IReadOnlyList<string> Arguments)
{
    /// <summary>The rest first, for its table of contents says what the database has; then
    /// the large tables in their order.</summary>
    public static IReadOnlyList<DumpPart> Of(
        string stream, IReadOnlyList<LargeTable> tables, PostgresSelection selection) =>
    [
        new DumpPart(
            stream,
            [.. selection.Arguments, .. tables.Select(table => $"--exclude-table-data={table.Pattern}")]),
        .. tables.Select(table => new DumpPart(
            DumpStreams.NameOf(stream, table), ["--data-only", $"--table={table.Pattern}"])),
    ];
}
