using System.Globalization;
using BackupOperator.Sources.Postgres.Connections;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Loads a dump by several connections at once, for a database that nobody sees before it is whole.</summary>
internal sealed class ParallelLoad(PostgresServer server, RestorePrograms programs, int parallelism) : IDumpLoad
{
    public async Task RunAsync(
        StoredDump dump, IReadOnlyList<string> preparation, string database, CancellationToken cancellationToken)
    {
        // Step 1: tables, without anything that rows would have to be checked against or entered into.
        await PrepareAsync(preparation, database, cancellationToken);
        await LoadHeadAsync(dump, database, ["--section=pre-data", .. dump.Filter], cancellationToken);

        // Step 2: rows. The order of tables does not matter, for nothing refers from one to another yet.
        var limit = new ParallelOptions
        {
            MaxDegreeOfParallelism = parallelism,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            dump.RowStreams, limit, async (rows, token) => await LoadRowsAsync(dump, rows, database, token));

        // Step 3: indexes, keys, triggers, policies, materialized views.
        var jobs = string.Create(CultureInfo.InvariantCulture, $"--jobs={parallelism}");
        foreach (var step in dump.Finishing)
        {
            string[] arguments = step.InParallel ? [jobs, .. step.Arguments] : [.. step.Arguments];
            await LoadHeadAsync(dump, database, arguments, cancellationToken);
        }

        // Step 4: they are as good as they were.
        await CompareKeysAsync(dump, database, cancellationToken);
    }

    private async Task CompareKeysAsync(StoredDump dump, string database, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(database, cancellationToken);
        await KeyComparison.RunAsync(connection, database, dump.KeyChecks, cancellationToken);
    }

    private async Task PrepareAsync(
        IReadOnlyList<string> statements, string database, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(database, cancellationToken);
        foreach (var statement in statements)
        {
            await connection.ExecuteAsync(statement, cancellationToken);
        }
    }

    private Task LoadHeadAsync(
        StoredDump dump, string database, string[] arguments, CancellationToken cancellationToken) =>
        programs.LoadAsync(database, [.. arguments, dump.HeadPath], null, cancellationToken);

    private async Task LoadRowsAsync(
        StoredDump dump, RowStream rows, string database, CancellationToken cancellationToken)
    {
        if (rows.Stream is null)
        {
            await LoadHeadAsync(dump, database, ["--section=data", .. dump.Filter], cancellationToken);
            return;
        }

        await using var content = await programs.OpenStreamAsync(rows.Stream, cancellationToken);
        await programs.LoadAsync(database, ["--section=data", .. rows.Arguments], content, cancellationToken);
    }
}
