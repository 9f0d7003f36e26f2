using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Dumping;
using BackupOperator.Sources.Postgres.Tools;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Starts the client programs that bring dumps back, and says what their end means.</summary>
internal sealed class RestorePrograms(
    PostgresServer server, ServerVersion version, ClientTools tools, PostgresTargetOptions options,
    IStreamSource source)
{
    /// <summary>Opens what of a stored database comes back into a target.</summary>
    public async Task<StoredDump> OpenAsync(
        DatabaseRestore restore, TargetNames target, CancellationToken cancellationToken)
    {
        var stream = restore.Database.Stream;
        await using var content = await OpenStreamAsync(stream, cancellationToken);
        var list = tools.Program("pg_restore", server.Environment, "--list");
        var head = await ArchiveHead.ReadAsync(content, stream, list, cancellationToken);
        try
        {
            return new StoredDump(restore, head, await ListAsync(head, restore, cancellationToken), target);
        }
        catch
        {
            head.Dispose();
            throw;
        }
    }

    public Task<Stream> OpenStreamAsync(string stream, CancellationToken cancellationToken) =>
        source.OpenAsync(stream, cancellationToken);

    /// <summary>Loads an archive into a database.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="arguments">What <c>pg_restore</c> takes of the archive.</param>
    /// <param name="archive">The archive; null where the arguments name its file.</param>
    /// <param name="cancellationToken">Ends the load.</param>
    /// <exception cref="SourceException">Something did not load.</exception>
    public async Task LoadAsync(
        string database, string[] arguments, Stream? archive, CancellationToken cancellationToken)
    {
        if (!tools.SpeaksTo(version.Major))
        {
            await using var session = new ScriptSession(this, database);
            await session.RunAsync(arguments, archive, static script => script, cancellationToken);
            await session.EndAsync(cancellationToken);
            return;
        }

        await using var restore = StartRestore(
            ["--exit-on-error", "--no-password", $"--dbname={server.ConnectionInfo(database)}", .. arguments]);
        await restore.FeedAsync(archive ?? Stream.Null, cancellationToken);
        await RequireSuccessAsync(restore, database, cancellationToken);
    }

    /// <summary>A <c>pg_restore</c> that writes SQL instead of loading it.</summary>
    public ChildProcess StartScript(params IEnumerable<string> arguments) => StartRestore(["--file=-", .. arguments]);

    /// <summary>What it writes, as the server understands it.</summary>
    /// <param name="restore">The program.</param>
    /// <param name="failure">What it means when the program fails.</param>
    public Stream ReadScript(ChildProcess restore, string failure)
    {
        var script = new ProgramOutputStream(restore, (said, _) => Task.FromResult(
            new SourceException(ProgramFailure.Classify(said), $"{failure}: {said}")));
        return tools.SpeaksTo(version.Major) ? script : new OlderServerScript(script);
    }

    /// <summary>A <c>psql</c> that runs what it is fed and ends with the first error.</summary>
    public ChildProcess StartSession(string database) => ChildProcess.Start(tools.Program(
        "psql", server.Environment,
        [
            "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=on", "--output=/dev/null", "--file=-",
            $"--dbname={server.ConnectionInfo(database)}",
        ]));

    /// <exception cref="SourceException">The program did not load all.</exception>
    public async Task RequireSuccessAsync(ChildProcess program, string database, CancellationToken cancellationToken)
    {
        if (await program.WaitAsync(cancellationToken) != 0)
        {
            throw await ExplainAsync(program, database, cancellationToken);
        }
    }

    public async Task<SourceException> ExplainAsync(
        ChildProcess program, string database, CancellationToken cancellationToken)
    {
        var said = program.Errors.Text is { Length: > 0 } text ? text : "it said nothing";
        var alive = await server.AnswersAsync(server.Endpoint.MaintenanceDatabase, cancellationToken);
        var failure = said.Contains(RowChecks.Mismatch, StringComparison.Ordinal)
            ? SourceFailure.Damaged
            : ProgramFailure.Classify(said);
        return new SourceException(
            alive ? failure : SourceFailure.Unreachable,
            $"PostgreSQL server {server.Endpoint.Server}, database {database}: " +
            $"{program.Name} did not load all: {said}");
    }

    // What is in a schema is for pg_restore to say: not every entry names one in its text, and names may hold blanks.
    private async Task<IReadOnlyList<ArchiveEntry>> ListAsync(
        ArchiveHead head, DatabaseRestore restore, CancellationToken cancellationToken)
    {
        if (restore.Scope != RestoreScope.Schemas)
        {
            return head.Entries;
        }

        var schemas = options.Schemas.Select(schema => $"--schema={schema}");
        await using var listing = new ArchiveListing(
            tools.Program("pg_restore", server.Environment, ["--list", .. schemas, head.Path]));
        return await listing.Entries.WaitAsync(cancellationToken);
    }

    private ChildProcess StartRestore(IEnumerable<string> arguments) => ChildProcess.Start(tools.Program(
        "pg_restore", server.Environment,
        [.. arguments, .. options.NoOwner ? ["--no-owner", "--no-privileges"] : Array.Empty<string>()]));
}
