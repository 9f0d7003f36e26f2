using System.Globalization;
using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Postgres.Tools;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Dumps one database from one snapshot, and counts its rows in the same.</summary>
internal sealed class DatabaseDump(
    PostgresServer server, ClientTools tools, PostgresSourceOptions options, IStreamSink sink)
{
    /// <exception cref="SourceException">The dump is not whole, for whatever reason.</exception>
    public async Task<DatabaseDetails> WriteAsync(string database, string stream, CancellationToken cancellationToken)
    {
        await using var snapshot = await Snapshot.OpenAsync(server, database, cancellationToken);
        try
        {
            var properties = await snapshot.ReadPropertiesAsync(cancellationToken);
            var tables = await WriteAsync(snapshot, database, stream, cancellationToken);
            return new DatabaseDetails(database, stream, snapshot.Begin, properties, tables);
        }
        catch (Npgsql.NpgsqlException exception)
        {
            throw server.Explain(database, exception);
        }
    }

    private async Task<IReadOnlyList<TableDetails>> WriteAsync(
        Snapshot snapshot, string database, string stream, CancellationToken cancellationToken)
    {
        var all = await snapshot.ListTablesAsync(cancellationToken);
        await using var dump = ChildProcess.Start(
            tools.Program("pg_dump", server.Environment, Arguments(snapshot, database)));
        dump.Input.Dispose();
        await using var listing = new ArchiveListing(tools.Program("pg_restore", server.Environment, "--list"));
        var output = new ProgramOutputStream(dump, (said, token) => ExplainAsync(database, said, token));
        await using var content = new ListedStream(output, listing);

        // The dump decides: a count that fails with it is only the echo of the same failure.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var counting = CountAsync(snapshot, listing, all, stop.Token);
        try
        {
            await sink.WriteAsync(stream, content, stop.Token).WithAsync(counting, stop);
            return await counting;
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)counting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string[] Arguments(Snapshot snapshot, string database) =>
    [
        "--format=custom", "--compress=0", "--no-password", $"--snapshot={snapshot.Id}",
        .. options.Selection.Arguments, $"--dbname={server.ConnectionInfo(database)}",
    ];

    private async Task<IReadOnlyList<TableDetails>> CountAsync(
        Snapshot snapshot, ArchiveListing listing, List<TableDetails> all, CancellationToken cancellationToken)
    {
        // pg_dump writes its contents when it holds its locks: from here on no table can go away.
        var entries = await listing.Entries.WaitAsync(cancellationToken);
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

    private async Task<SourceException> ExplainAsync(string database, string said, CancellationToken cancellationToken)
    {
        var alive = await server.AnswersAsync(database, cancellationToken);
        var failure = alive ? ProgramFailure.Classify(said) : SourceFailure.Unreachable;
        var where = string.Create(
            CultureInfo.InvariantCulture, $"PostgreSQL server {server.Endpoint.Server}, database {database}");
        return new SourceException(failure, $"{where}: the dump is not whole: {said}");
    }
}
