using System.Globalization;
using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Tools;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>A running <c>pg_dump</c> whose output is listed on its way.</summary>
internal sealed class DumpProcess : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _database;
    private readonly ChildProcess _process;
    private readonly ArchiveListing _listing;

    /// <param name="server">The server.</param>
    /// <param name="tools">The client programs.</param>
    /// <param name="lockTimeout">How long it waits for locks.</param>
    /// <param name="database">The database.</param>
    /// <param name="arguments">What is dumped.</param>
    public DumpProcess(
        PostgresServer server, ClientTools tools, TimeSpan lockTimeout, string database, IEnumerable<string> arguments)
    {
        _server = server;
        _database = database;

        // Not compressed: rows that are as they were must be bytes that are as they were.
        string[] all =
        [
            "--format=custom", "--compress=0", "--no-password", .. arguments,
            string.Create(CultureInfo.InvariantCulture, $"--lock-wait-timeout={(long)lockTimeout.TotalMilliseconds}"),
            $"--dbname={server.ConnectionInfo(database)}",
        ];
        _process = ChildProcess.Start(tools.Program("pg_dump", server.Environment, all));
        _process.Input.Dispose();
        _listing = new ArchiveListing(tools.Program("pg_restore", server.Environment, "--list"));
    }

    /// <summary>The table of contents, as soon as it has passed by. <c>pg_dump</c> has all
    /// its locks by then.</summary>
    public Task<IReadOnlyList<ArchiveEntry>> Entries => _listing.Entries;

    /// <summary>Counts the rows that pass by; null where nobody asks for them.</summary>
    public ArchiveRows? Rows { get; init; }

    /// <summary>Writes the dump into a sink, to its end.</summary>
    /// <exception cref="SourceException">The dump is not whole, for whatever reason.</exception>
    public async Task WriteAsync(IStreamSink sink, string stream, CancellationToken cancellationToken)
    {
        await using var output = new ProgramOutputStream(_process, ExplainAsync);
        await using var content = new ListedStream(output, _listing, Rows);
        await sink.WriteAsync(stream, content, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _listing.DisposeAsync();
    }

    private async Task<SourceException> ExplainAsync(string said, CancellationToken cancellationToken)
    {
        var alive = await _server.AnswersAsync(_database, cancellationToken);
        var failure = alive ? ProgramFailure.Classify(said) : SourceFailure.Unreachable;
        var where = string.Create(
            CultureInfo.InvariantCulture, $"PostgreSQL server {_server.Endpoint.Server}, database {_database}");
        return new SourceException(failure, $"{where}: the dump is not whole: {said}");
    }
}
