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

    /// <inheritdoc />
    public IReadOnlyList<string> StreamsOf(JsonElement details)
    {
        var postgres = DetailsJson.Read(details);
        var dumps = postgres.Databases.Select(database => database.Stream);
        return postgres.GlobalsStream is { } globals ? [globals, .. dumps] : [.. dumps];
    }

    /// <inheritdoc />
    public async Task<int> VerifyAsync(
        JsonElement details, string stream, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var postgres = DetailsJson.Read(details);
        if (postgres.Databases.FirstOrDefault(database => database.Stream == stream) is not { } database)
        {
            // The globals are a text without a table of contents: their digest has said all.
            return 0;
        }

        var tools = ClientTools.Choose(
            await ClientTools.FindAsync(cancellationToken), postgres.ClientMajor,
            $"the dump of database {database.Name}");
        await using var listing = new ArchiveListing(tools.Program("pg_restore", NoServer, "--list"));
        await using var reading = ChildProcess.Start(tools.Program("pg_restore", NoServer, "--file=/dev/null"));
        await using var listed = new ListedStream(content, listing);
        await reading.FeedAsync(listed, cancellationToken);
        listing.End();
        if (await reading.WaitAsync(cancellationToken) != 0)
        {
            throw Damaged(database, $"pg_restore cannot read it to its end: {reading.Errors.Text}");
        }

        var entries = await listing.Entries.WaitAsync(cancellationToken);
        RequireTables(database, entries);
        return entries.Count;
    }

    private static void RequireTables(DatabaseDetails database, IReadOnlyList<ArchiveEntry> entries)
    {
        var stored = entries.Where(entry => entry.IsTableData || entry.IsRelation).Select(entry => entry.Oid)
            .ToHashSet();
        var missing = database.Tables.Where(table => !stored.Contains(table.Oid)).Select(table => table.FullName)
            .Take(5).ToList();
        if (missing.Count > 0)
        {
            throw Damaged(database, $"its table of contents lacks {string.Join(", ", missing)}");
        }
    }

    private static SourceException Damaged(DatabaseDetails database, string why) =>
        new(SourceFailure.Damaged, $"the dump of database {database.Name} is damaged: {why}");
}
