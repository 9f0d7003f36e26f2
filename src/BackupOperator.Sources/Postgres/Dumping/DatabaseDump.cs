using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Postgres.Tools;
using BackupOperator.Sources.Processes;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Dumps one database from one snapshot by several programs, and counts its rows in the same.</summary>
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
            var properties = await snapshot.ReadPropertiesAsync(cancellationToken);
            var tables = await ListTablesAsync(snapshot, stream, cancellationToken);

            // Step 2: all streams, and the rows meanwhile.
            var parts = DumpPart.Of(stream, snapshot.Locked, options.Selection);
            var run = new DumpRun(server, tools, options, sink, database, snapshot.Id);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var counting = CountAsync(snapshot, run, tables, stop.Token);
            await run.WriteAsync(parts, stop.Token).WithAsync(counting, stop);

            // Step 3: what the programs say they wrote is what is recorded.
            var details = new DatabaseDetails(database, stream, snapshot.Begin, properties, await counting);
            run.RequireContents(details);
            return details;
        }
        catch (NpgsqlException exception)
        {
            throw server.Explain(database, exception);
        }
    }

    private static async Task<List<TableDetails>> ListTablesAsync(
        Snapshot snapshot, string stream, CancellationToken cancellationToken)
    {
        var own = snapshot.Locked.ToDictionary(table => table.Oid, table => DumpStreams.NameOf(stream, table));
        var tables = await snapshot.ListTablesAsync(cancellationToken);
        return [.. tables.Select(table => table with { Stream = own.GetValueOrDefault(table.Oid) })];
    }

    private async Task<IReadOnlyList<TableDetails>> CountAsync(
        Snapshot snapshot, DumpRun run, List<TableDetails> all, CancellationToken cancellationToken)
    {
        // pg_dump writes its contents when it holds its locks: from here on no table can go away.
        var entries = await run.Contents.WaitAsync(cancellationToken);
        var dumped = entries.Where(entry => entry.IsTableData || entry.IsRelation).Select(entry => entry.Oid)
            .ToHashSet();
        var tables = all.Where(table => dumped.Contains(table.Oid)).ToList();
        for (var index = 0; options.ExactRowCounts && index < tables.Count; index++)
        {
            if (tables[index].Rows is not null)
            {
                var rows = await snapshot.CountAsync(tables[index], cancellationToken);
                tables[index] = tables[index] with { Rows = rows };
            }
        }

        return tables;
    }
}
