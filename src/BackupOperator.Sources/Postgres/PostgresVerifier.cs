using System.Text.Json;
using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Postgres.Tools;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres;

/// <summary>Lets <c>pg_restore</c> read a dump from the first to the last block, without a server.</summary>
public sealed class PostgresVerifier : ISourceVerifier
{
    private static readonly Dictionary<string, string> NoServer =
        new() { ["LC_ALL"] = "C", ["PATH"] = "/usr/bin:/bin" };

    // A backup may have a hundred streams: the programs are asked for their versions once.
    private readonly Lazy<Task<ClientTable>> _clients = new(() => ClientSearch.FindAsync(CancellationToken.None));

    /// <inheritdoc />
    public IReadOnlyList<string> StreamsOf(JsonElement details)
    {
        var postgres = DetailsJson.Read(details);
        var dumps = postgres.Databases.SelectMany(StreamsOf);
        return postgres.GlobalsStream is { } globals ? [globals, .. dumps] : [.. dumps];
    }

    /// <inheritdoc />
    public async Task<int> VerifyAsync(
        JsonElement details, string stream, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var postgres = DetailsJson.Read(details);
        if (postgres.Databases.FirstOrDefault(database => StreamsOf(database).Contains(stream)) is not { } database)
        {
            // The globals are a text without a table of contents: their digest has said all.
            return 0;
        }

        var clients = await _clients.Value;
        var tools = clients.ForArchive(postgres.ClientMajor, $"the dump of database {database.Name}");
        await using var listing = new ArchiveListing(tools.Program("pg_restore", NoServer, "--list"));
        await using var reading = ChildProcess.Start(tools.Program("pg_restore", NoServer, "--file=/dev/null"));
        await using var listed = new ListedStream(content, listing);
        await reading.FeedAsync(listed, cancellationToken);
        listing.End();
        if (await reading.WaitAsync(cancellationToken) != 0)
        {
            throw Damaged(database, stream, $"pg_restore cannot read it to its end: {reading.Errors.Text}");
        }

        var entries = await listing.Entries.WaitAsync(cancellationToken);
        return StreamContents.Problem(database, stream, entries) is { } problem
            ? throw Damaged(database, stream, problem)
            : entries.Count;
    }

    private static IEnumerable<string> StreamsOf(DatabaseDetails database) =>
        [database.Stream, .. database.Tables.Select(table => table.Stream).OfType<string>()];

    private static SourceException Damaged(DatabaseDetails database, string stream, string why) =>
        new(SourceFailure.Damaged, $"the dump {stream} of database {database.Name} is damaged: {why}");
}
