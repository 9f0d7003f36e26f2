using System.Text.Json;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Postgres.Dumping;
using BackupOperator.Sources.Postgres.Tools;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres;

/// <summary>Reads a PostgreSQL server as logical dumps, streamed from <c>pg_dump</c> without a local
/// copy: large tables as streams of their own, several at the same time.</summary>
/// <remarks>Each database is consistent in itself; databases follow each other, so the
/// recovery point is the first one's.</remarks>
public sealed class PostgresReader(PostgresSourceOptions options) : ISourceReader
{
    /// <summary>The summary of a source that was read before, from its details.</summary>
    /// <exception cref="SourceException">The details are those of another kind of source,
    /// or of a newer release.</exception>
    public static SourceSummary Describe(JsonElement details)
    {
        var postgres = DetailsJson.Read(details);
        return new SourceSummary(postgres.Kind, details, postgres.Databases.Min(database => database.RecoveryPoint))
        {
            Databases = [.. postgres.Databases.Select(database => new DatabaseSummary(
                database.Name, database.Tables.Count, database.Tables.Sum(table => table.Rows ?? 0), database.Stream))],
            Version = postgres.ServerVersion,
        };
    }

    /// <inheritdoc />
    public async Task<SourceSummary> ReadAsync(
        IStreamSink sink, IProgress<SourceProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(progress);
        using var server = new PostgresServer(PostgresEndpoint.Read(options.Connection));
        await using var connection = await server.OpenAsync(server.Endpoint.MaintenanceDatabase, cancellationToken);
        var version = ServerVersion.Of(connection);
        var clients = await ClientSearch.FindAsync(cancellationToken);
        var tools = clients.ForDump(version.Major, $"server {server.Endpoint.Server}");
        var databases = await new DatabaseSelection(server, connection).RunAsync(options.Databases, cancellationToken);

        // The roles are written while the first database is being looked at.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var globals = options.Globals
            ? new GlobalsDump(server, tools, sink).WriteAsync(connection, stop.Token)
            : Task.CompletedTask;
        var dumping = DumpAsync(new DatabaseDump(server, tools, options, sink), databases, progress, stop.Token);
        await dumping.WithAsync(globals, stop);
        return Summarize(version, tools, await dumping);
    }

    private static async Task<List<DatabaseDetails>> DumpAsync(
        DatabaseDump dump, IReadOnlyList<SelectedDatabase> databases, IProgress<SourceProgress> progress,
        CancellationToken cancellationToken)
    {
        var expected = databases.Sum(database => database.SizeBytes);
        var dumped = new List<DatabaseDetails>();
        foreach (var name in databases.Select(database => database.Name))
        {
            progress.Report(new SourceProgress($"dumping database {name}", expected));
            dumped.Add(await dump.WriteAsync(name, DumpStreams.NameOf(dumped.Count, name), cancellationToken));
        }

        return dumped;
    }

    private SourceSummary Summarize(ServerVersion version, ClientTools tools, List<DatabaseDetails> databases)
    {
        var details = new PostgresDetails(
            PostgresDetails.CurrentVersion, version.Text, version.Major, tools.Major,
            options.Globals ? GlobalsDump.Stream : null, options.Selection.IsEmpty ? null : options.Selection,
            options.ExactRowCounts, databases);
        return Describe(DetailsJson.Write(details));
    }
}
