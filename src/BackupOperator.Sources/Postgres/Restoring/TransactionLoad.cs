using System.Text;
using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Dumping;
using BackupOperator.Sources.Postgres.Tools;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Loads a dump in one transaction of one connection.</summary>
/// <remarks>A transaction cannot be shared between several <c>pg_restore</c>: each writes its part as SQL, and one
/// <c>psql</c> runs them all. COMMIT is ours to send and is sent last, so that the end of this process, of
/// <c>psql</c>, or of a stream in the middle, leaves the target as it was.</remarks>
/// <param name="programs">The client programs.</param>
/// <param name="replace">Whether what the target has of the same is dropped first; without CASCADE, so that what hangs
/// on it and is not in the backup makes the load fail.</param>
/// <param name="exactCounts">Whether the record's rows were counted, and what came back must be as many.</param>
internal sealed class TransactionLoad(RestorePrograms programs, bool replace, bool exactCounts) : IDumpLoad
{
    private const string Encoded = "SET client_encoding = 'UTF8';\n";
    private const string Begin = $"{Encoded}{NoWarnings}BEGIN;\n";
    private const string NoWarnings = "SET client_min_messages = error;\n";
    private const string Commit = "COMMIT;\n";

    public async Task RunAsync(
        StoredDump dump, IReadOnlyList<string> preparation, string database, CancellationToken cancellationToken)
    {
        await using var session = programs.StartSession(database);
        try
        {
            var first = string.Concat([Begin, .. preparation.Select(statement => $"{statement};\n")]);
            await WriteAsync(session, Encoding.UTF8.GetBytes(first), cancellationToken);
            if (replace)
            {
                var drops = await DropScript.ReadAsync(programs, dump, cancellationToken);
                await WriteAsync(session, drops, cancellationToken);
            }

            await RunAsync(session, ["--section=pre-data", .. dump.Filter, dump.HeadPath], null, cancellationToken);
            foreach (var rows in dump.RowStreams)
            {
                await LoadRowsAsync(session, dump, rows, cancellationToken);
            }

            foreach (var step in dump.Finishing)
            {
                await RunAsync(session, [.. step.Arguments, dump.HeadPath], null, cancellationToken);
            }

            var rowChecks = exactCounts ? dump.CountedTables.Select(RowChecks.Statement) : [];
            var keyChecks = dump.KeyChecks.Select(check => check.Statement);
            var last = string.Concat([Encoded, .. rowChecks, .. keyChecks, Commit]);
            await WriteAsync(session, Encoding.UTF8.GetBytes(last), cancellationToken);
        }
        catch (SessionEndedException)
        {
            await session.WaitAsync(cancellationToken);
            throw await programs.ExplainAsync(session, database, cancellationToken);
        }

        session.CloseInput();
        await programs.RequireSuccessAsync(session, database, cancellationToken);
    }

    private static async Task WriteAsync(
        ChildProcess session, ReadOnlyMemory<byte> script, CancellationToken cancellationToken)
    {
        if (!await session.TryWriteAsync(script, cancellationToken))
        {
            throw new SessionEndedException();
        }
    }

    private async Task LoadRowsAsync(
        ChildProcess session, StoredDump dump, RowStream rows, CancellationToken cancellationToken)
    {
        if (rows.Stream is null)
        {
            await RunAsync(session, ["--section=data", .. rows.Arguments, dump.HeadPath], null, cancellationToken);
            return;
        }

        // As one transaction of its own, for only then nothing but its very end commits. That it begins one within ours
        // is worth a warning to the server, which would only be in the way of a true error.
        await WriteAsync(session, Encoding.UTF8.GetBytes(NoWarnings), cancellationToken);
        await using var content = await programs.OpenStreamAsync(rows.Stream, cancellationToken);
        await RunAsync(
            session, ["--section=data", "--single-transaction", .. rows.Arguments], content, cancellationToken);
    }

    private async Task RunAsync(
        ChildProcess session, string[] arguments, Stream? archive, CancellationToken cancellationToken)
    {
        await using var restore = programs.StartScript(arguments);
        await using var output = new ProgramOutputStream(restore, static (said, _) => Task.FromResult(Explain(said)));
        await using var script = archive is null ? (Stream)output : new UncommittedScript(output);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await CopyAsync(session, script, stop.Token)
            .WithAsync(restore.FeedAsync(archive ?? Stream.Null, stop.Token), stop);
    }

    private static async Task CopyAsync(ChildProcess session, Stream script, CancellationToken cancellationToken)
    {
        if (!await session.TryCopyAsync(script, cancellationToken))
        {
            throw new SessionEndedException();
        }
    }

    private static SourceException Explain(string said) => new(
        ProgramFailure.Classify(said), $"the dump cannot be read to its end, nothing was changed: {said}");

    /// <summary>The session has closed its input: its own words say why.</summary>
    private sealed class SessionEndedException : Exception;
}
