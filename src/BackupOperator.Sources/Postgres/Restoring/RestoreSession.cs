using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>What every way of restoring a database has in common: load what was chosen, then prove it.</summary>
internal sealed class RestoreSession(
    PostgresServer server, RestorePrograms programs, PostgresTargetOptions options, bool exactCounts)
{
    public PostgresServer Server => server;

    public PostgresTargetOptions Options => options;

    public RestorePrograms Programs => programs;

    /// <summary>Whether the record's rows were counted in the dump's snapshot.</summary>
    public bool ExactCounts => exactCounts;

    /// <summary>Loads the restore's content into a database that exists.</summary>
    public async Task LoadAsync(
        DatabaseRestore restore, string database, IDumpLoad load, CancellationToken cancellationToken)
    {
        var target = await ReadNamesAsync(database, cancellationToken);
        using var dump = await programs.OpenAsync(restore, target, cancellationToken);
        var schemas = dump.SchemaStatements(target.Schemas, options.NoOwner);
        await load.RunAsync(dump, [.. schemas], database, cancellationToken);
    }

    /// <summary>Compares rows with the record, and lets the planner know the new content.</summary>
    /// <param name="restore">What came back.</param>
    /// <param name="database">The database that took it.</param>
    /// <param name="compared">Whether rows were compared already, while they could still be taken back.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<RowComparison> ProveAsync(
        DatabaseRestore restore, string database, bool compared, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(database, cancellationToken);
        try
        {
            await connection.ExecuteAsync("SET row_security = off", cancellationToken);
            var rows = compared
                ? RowComparison.AsRecorded(restore)
                : await RowComparison.RunAsync(connection, restore, exactCounts, cancellationToken);
            await TargetAnalysis.RunAsync(connection, cancellationToken);
            return rows;
        }
        catch (NpgsqlException exception)
        {
            throw server.Explain(database, exception);
        }
    }

    private async Task<TargetNames> ReadNamesAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(database, cancellationToken);
        return await TargetNames.ReadAsync(connection, cancellationToken);
    }
}
