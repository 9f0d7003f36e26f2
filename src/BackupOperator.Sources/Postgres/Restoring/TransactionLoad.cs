using System.Text;

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
        if (replace)
        {
            RequireNoneLost(dump, database);
        }

        await using var session = new ScriptSession(programs, database);
        var first = string.Concat([Begin, .. preparation.Select(statement => $"{statement};\n")]);
        await session.WriteAsync(Encoding.UTF8.GetBytes(first), cancellationToken);
        if (replace)
        {
            await session.WriteAsync(await DropScript.ReadAsync(programs, dump, cancellationToken), cancellationToken);
        }

        await LoadHeadAsync(session, ["--section=pre-data", .. dump.Filter, dump.HeadPath], cancellationToken);
        foreach (var rows in dump.RowStreams)
        {
            await LoadRowsAsync(session, dump, rows, cancellationToken);
        }

        foreach (var step in dump.Finishing)
        {
            await LoadHeadAsync(session, [.. step.Arguments, dump.HeadPath], cancellationToken);
        }

        var rowChecks = exactCounts ? dump.CountedTables.Select(RowChecks.Statement) : [];
        var keyChecks = dump.KeyChecks.Select(check => check.Statement);
        foreach (var statement in rowChecks.Concat(keyChecks).Prepend(Encoded).Append(Commit))
        {
            await session.WriteAsync(Encoding.UTF8.GetBytes(statement), cancellationToken);
        }

        await session.EndAsync(cancellationToken);
    }

    // A table is dropped with its partitions, whoever made them since the backup, and no CASCADE is asked for.
    private static void RequireNoneLost(StoredDump dump, string database)
    {
        if (dump.LostPartitions.Count > 0)
        {
            var lost = dump.LostPartitions.Select(partition => $"{partition.FullName} of {partition.Whole}");
            throw new SourceException(
                SourceFailure.BadInput,
                $"database {database} has partitions that would be dropped with their table and do not come back: " +
                $"{string.Join(", ", lost)}: nothing was changed in it; detach each first " +
                "(ALTER TABLE ... DETACH PARTITION ...), or drop it");
        }
    }

    private static Task LoadHeadAsync(ScriptSession session, string[] arguments, CancellationToken cancellationToken) =>
        session.RunAsync(arguments, null, static script => script, cancellationToken);

    private async Task LoadRowsAsync(
        ScriptSession session, StoredDump dump, RowStream rows, CancellationToken cancellationToken)
    {
        if (rows.Stream is null)
        {
            await LoadHeadAsync(session, ["--section=data", .. rows.Arguments, dump.HeadPath], cancellationToken);
            return;
        }

        // As one transaction of its own, for only then nothing but its very end commits. That it begins one within ours
        // is worth a warning to the server, which would only be in the way of a true error.
        await session.WriteAsync(Encoding.UTF8.GetBytes(NoWarnings), cancellationToken);
        await using var content = await programs.OpenStreamAsync(rows.Stream, cancellationToken);
        await session.RunAsync(
            ["--section=data", "--single-transaction", .. rows.Arguments], content,
            static script => new UncommittedScript(script), cancellationToken);
    }
}
