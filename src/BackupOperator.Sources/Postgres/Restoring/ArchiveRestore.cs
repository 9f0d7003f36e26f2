using System.Globalization;
using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Tools;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Runs <c>pg_restore</c> over a stored dump.</summary>
internal sealed class ArchiveRestore(
    PostgresServer server, ClientTools tools, PostgresTargetOptions options, IStreamSource source)
{
    /// <summary>The table of contents, from the head of the stream.</summary>
    public async Task<IReadOnlyList<ArchiveEntry>> ListAsync(string stream, CancellationToken cancellationToken)
    {
        await using var list = ChildProcess.Start(tools.Program("pg_restore", server.Environment, "--list"));
        await using var content = await source.OpenAsync(stream, cancellationToken);
        var reading = list.OutputText.ReadToEndAsync(cancellationToken);
        await list.FeedAsync(content, cancellationToken);
        var text = await reading;
        return await list.WaitAsync(cancellationToken) == 0
            ? [.. text.Split('\n').Select(ArchiveEntry.Parse).OfType<ArchiveEntry>()]
            : throw new SourceException(
                SourceFailure.Damaged, $"the table of contents of {stream} cannot be read: {list.Errors.Text}");
    }

    /// <summary>Loads a dump: by several connections from the staging folder where there
    /// is one, else straight from the stream.</summary>
    /// <exception cref="SourceException">Not all was loaded.</exception>
    public async Task LoadAsync(
        string stream, string database, IReadOnlyList<string> extra, bool parallel, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--exit-on-error", "--no-password", $"--dbname={server.ConnectionInfo(database)}",
            .. options.NoOwner ? ["--no-owner", "--no-privileges"] : Array.Empty<string>(), .. extra,
        ];
        if (parallel && options is { Parallelism: > 1, StagingPath: { } staging })
        {
            await LoadStagedAsync(stream, staging, database, arguments, cancellationToken);
            return;
        }

        await using var restore = ChildProcess.Start(tools.Program("pg_restore", server.Environment, arguments));
        await using var content = await source.OpenAsync(stream, cancellationToken);
        await restore.FeedAsync(content, cancellationToken);
        await RequireSuccessAsync(restore, database, cancellationToken);
    }

    private async Task LoadStagedAsync(
        string stream, string staging, string database, string[] arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(staging, "database.dump");
        try
        {
            await using (var file = File.Create(path))
            await using (var content = await source.OpenAsync(stream, cancellationToken))
            {
                await content.CopyToAsync(file, cancellationToken);
            }

            var jobs = string.Create(CultureInfo.InvariantCulture, $"--jobs={options.Parallelism}");
            await using var restore = ChildProcess.Start(
                tools.Program("pg_restore", server.Environment, [.. arguments, jobs, path]));
            restore.Input.Dispose();
            await RequireSuccessAsync(restore, database, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new SourceException(
                SourceFailure.BadInput,
                $"the dump of {database} cannot be staged in {staging}: {exception.Message}; " +
                "give the staging volume more room", exception);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task RequireSuccessAsync(ChildProcess restore, string database, CancellationToken cancellationToken)
    {
        if (await restore.WaitAsync(cancellationToken) == 0)
        {
            return;
        }

        var said = restore.Errors.Text is { Length: > 0 } text ? text : "it said nothing";
        var alive = await server.AnswersAsync(server.Endpoint.MaintenanceDatabase, cancellationToken);
        throw new SourceException(
            alive ? ProgramFailure.Classify(said) : SourceFailure.Unreachable,
            $"PostgreSQL server {server.Endpoint.Server}, database {database}: pg_restore did not load all: {said}");
    }
}
