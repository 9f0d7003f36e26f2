using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>What every way of restoring a database has in common: load what was chosen, then prove it.</summary>
internal sealed class RestoreSession(
    PostgresServer server, ArchiveRestore archive, PostgresTargetOptions options, bool exactCounts)
{
    public PostgresServer Server => server;

    public PostgresTargetOptions Options => options;

    /// <summary>Loads the restore's content into a database that exists.</summary>
    /// <param name="restore">What comes back.</param>
    /// <param name="database">The database that takes it.</param>
    /// <param name="extra">Further arguments of <c>pg_restore</c>.</param>
    /// <param name="parallel">Whether several connections may load.</param>
    /// <param name="cancellationToken">Ends the load.</param>
    public async Task LoadAsync(
        DatabaseRestore restore, string database, IReadOnlyList<string> extra, bool parallel,
        CancellationToken cancellationToken)
    {
        var stream = restore.Database.Stream;
        if (restore.Scope is RestoreScope.Whole or RestoreScope.WholeDump)
        {
            await archive.LoadAsync(stream, database, extra, parallel, cancellationToken);
            return;
        }

        var entries = await archive.ListAsync(stream, cancellationToken);
        await CreateSchemasAsync(restore, database, entries, cancellationToken);
        if (restore.Scope == RestoreScope.Schemas)
        {
            var schemas = options.Schemas.Select(schema => $"--schema={schema}");
            await archive.LoadAsync(stream, database, [.. extra, .. schemas], parallel, cancellationToken);
            return;
        }

        using var directory = new PrivateDirectory();
        var list = directory.Write(
            "list", string.Join('\n', TableSelection.Pick(entries, restore.Tables).Select(entry => entry.Line)));
        await archive.LoadAsync(stream, database, [.. extra, $"--use-list={list}"], parallel, cancellationToken);
    }

    /// <summary>Compares rows with the record, and lets the planner know the new content.</summary>
    public async Task<RowComparison> ProveAsync(
        DatabaseRestore restore, string database, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(database, cancellationToken);
        try
        {
            await connection.ExecuteAsync("SET row_security = off", cancellationToken);
            var rows = await RowComparison.RunAsync(connection, restore, exactCounts, cancellationToken);
            await connection.ExecuteAsync("ANALYZE", cancellationToken);
            return rows;
        }
        catch (Npgsql.NpgsqlException exception)
        {
            throw server.Explain(database, exception);
        }
    }

    // pg_restore brings the content of a schema without the schema, when only a part is asked for.
    private async Task CreateSchemasAsync(
        DatabaseRestore restore, string database, IReadOnlyList<ArchiveEntry> entries,
        CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(database, cancellationToken);
        foreach (var schema in restore.Tables.Select(table => table.Schema).Distinct())
        {
            var prefix = $"SCHEMA - {schema} ";
            var owner = entries.FirstOrDefault(
                entry => entry.Text.StartsWith(prefix, StringComparison.Ordinal))?.Text[prefix.Length..];
            var authorization = options.NoOwner || string.IsNullOrEmpty(owner)
                ? ""
                : $" AUTHORIZATION {Sql.Name(owner)}";
            await connection.ExecuteAsync(
                $"CREATE SCHEMA IF NOT EXISTS {Sql.Name(schema)}{authorization}", cancellationToken);
        }
    }
}
