using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Postgres.Tools;
using BackupOperator.Sources.Processes;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Dumps one database from one snapshot by several programs, and counts the rows that they write.</summary>
internal sealed class DatabaseDump(
    PostgresServer server, ClientTools tools, PostgresSourceOptions options, IStreamSink sink)
{
    /// <exception cref="SourceException">The dump is not whole, for whatever reason.</exception>
    public async Task<DatabaseDetails> WriteAsync(string database, string stream, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(database, cancellationToken);
        try
        {
            // Step 1: one snapshot for all programs. It and its locks are kept until the last one has ended.
            var large = await LargeTableQuery.RunAsync(connection, options.LargeTableBytes, cancellationToken);
            large = await new DumpSelection(server, tools, options).KeepAsync(database, large, cancellationToken);
            var snapshot = await Snapshot.TakeAsync(connection, large, cancellationToken);

            // Step 2: all streams, and the rows as they pass by; meanwhile the server says what it holds.
            var parts = DumpPart.Of(stream, snapshot.Locked, options.Selection);
            var run = new DumpRun(server, tools, options, sink, database, snapshot.Id);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var describing = DescribeAsync(snapshot, stream, stop.Token);
            await run.WriteAsync(parts, stop.Token).WithAsync(describing, stop);

            // Step 3: what the programs say they wrote is what is recorded.
            var (properties, tables) = await describing;
            var details = new DatabaseDetails(
                database, stream, snapshot.Begin, properties, Dumped(run, stream, tables));
            run.RequireContents(details);
            return details;
        }
        catch (NpgsqlException exception)
        {
            throw server.Explain(database, exception);
        }
    }

    private static async Task<(DatabaseProperties Properties, List<TableDetails> Tables)> DescribeAsync(
        Snapshot snapshot, string stream, CancellationToken cancellationToken)
    {
        var own = snapshot.Locked.ToDictionary(table => table.Oid, table => DumpStreams.NameOf(stream, table));
        var properties = await snapshot.ReadPropertiesAsync(cancellationToken);
        var tables = await snapshot.ListTablesAsync(cancellationToken);
        return (properties, [.. tables.Select(table => table with { Stream = own.GetValueOrDefault(table.Oid) })]);
    }

    private List<TableDetails> Dumped(DumpRun run, string stream, List<TableDetails> all)
    {
        var dumped = run.ContentsOf(stream).Where(entry => entry.IsTableData || entry.IsRelation)
            .Select(entry => entry.Oid).ToHashSet();
        var tables = all.Where(table => dumped.Contains(table.Oid)).Select(
            table => table.Parent is { } parent && dumped.Contains(parent) ? table with { ParentName = null } : table);
        return options.ExactRowCounts ? [.. tables.Select(table => Count(table, run.Rows))] : [.. tables];
    }

    // Nobody is asked for what passed by uncounted: the program's locks are gone, and with them what it has seen.
    private static TableDetails Count(TableDetails table, IReadOnlyDictionary<uint, long> rows) =>
        table.Rows is null ? table : table with { Rows = rows.TryGetValue(table.Oid, out var counted) ? counted : null };
}
