using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Restores into a new database that takes the target's name only when it is complete and compared.</summary>
/// <remarks>Until then the old database is untouched, and no half of a restore carries a
/// name that anyone connects to.</remarks>
internal sealed class BesideRestore(RestoreSession session, NpgsqlConnection maintenance, ServerVersion version)
{
    // Clients reconnect as fast as they are ended; each round ends those of the round before.
    private const int SwapRounds = 5;

    public async Task<RowComparison> RunAsync(RestoreTargetState state, CancellationToken cancellationToken)
    {
        var restore = state.Restore;
        var names = SideNames.For(restore.TargetName);
        await DropMarkedAsync(names.Incoming, cancellationToken);
        await DropMarkedAsync(names.Outgoing, cancellationToken);
        try
        {
            await CreateAsync(state, names.Incoming, cancellationToken);
            var load = new ParallelLoad(session.Server, session.Programs, session.Options.Parallelism);
            await session.LoadAsync(restore, names.Incoming, load, cancellationToken);
            var rows = await session.ProveAsync(restore, names.Incoming, compared: false, cancellationToken);
            await SwapAsync(state, names, cancellationToken);
            await DropMarkedAsync(names.Outgoing, cancellationToken);
            return rows;
        }
        catch
        {
            await CleanUpAsync(names.Incoming);
            throw;
        }
    }

    private async Task CreateAsync(RestoreTargetState state, string name, CancellationToken cancellationToken)
    {
        var properties = state.Restore.Database.Properties;
        var owner = session.Options.NoOwner ? state.Owner : properties.Owner;
        await maintenance.ExecuteAsync(
            DatabaseCreation.Create(name, properties, owner, version.Major), cancellationToken);
        await maintenance.ExecuteAsync(
            $"COMMENT ON DATABASE {Sql.Name(name)} IS {Sql.Text(SideNames.Mark)}", cancellationToken);
    }

    private async Task SwapAsync(RestoreTargetState state, SideNames names, CancellationToken cancellationToken)
    {
        var target = state.Restore.TargetName;
        for (var round = 1; ; round++)
        {
            await using var transaction = await maintenance.BeginTransactionAsync(cancellationToken);
            try
            {
                await EndConnectionsAsync([target, names.Incoming], cancellationToken);
                foreach (var statement in Swap(state, names))
                {
                    await maintenance.ExecuteAsync(statement, cancellationToken);
                }

                await transaction.CommitAsync(cancellationToken);
                return;
            }
            catch (PostgresException exception)
                when (exception.SqlState == PostgresErrorCodes.ObjectInUse && round < SwapRounds)
            {
                await transaction.RollbackAsync(cancellationToken);
            }
        }
    }

    private IEnumerable<string> Swap(RestoreTargetState state, SideNames names)
    {
        var target = state.Restore.TargetName;
        if (state.Exists)
        {
            yield return $"ALTER DATABASE {Sql.Name(target)} RENAME TO {Sql.Name(names.Outgoing)}";
            yield return $"COMMENT ON DATABASE {Sql.Name(names.Outgoing)} IS {Sql.Text(SideNames.Mark)}";
        }

        yield return $"ALTER DATABASE {Sql.Name(names.Incoming)} RENAME TO {Sql.Name(target)}";
        var properties = state.Restore.Database.Properties;
        foreach (var statement in DatabaseCreation.Finish(target, properties, session.Options.NoOwner))
        {
            yield return statement;
        }
    }

    private async Task EndConnectionsAsync(string[] databases, CancellationToken cancellationToken) =>
        await maintenance.ScalarAsync<long>(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity " +
            "WHERE datname = ANY ($1::text[]) AND pid <> pg_backend_pid()",
            cancellationToken, (object)databases);

    private async Task DropMarkedAsync(string name, CancellationToken cancellationToken)
    {
        var comments = await maintenance.QueryAsync(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1",
            static row => row.Text(0), cancellationToken, name);
        if (comments is [{ } comment])
        {
            if (comment != SideNames.Mark)
            {
                throw new SourceException(
                    SourceFailure.BadInput,
                    $"database {name} is in the way and was not made by a restore: rename or drop it");
            }

            await EndConnectionsAsync([name], cancellationToken);
            await maintenance.ExecuteAsync($"DROP DATABASE {Sql.Name(name)}", cancellationToken);
        }
    }

    private async Task CleanUpAsync(string name)
    {
        try
        {
            // The connection may be what failed; what stays behind is marked and dropped by the next restore.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await using var connection = await session.Server.OpenAsync(
                session.Server.Endpoint.MaintenanceDatabase, limit.Token);
            await new BesideRestore(session, connection, version).DropMarkedAsync(name, limit.Token);
        }
        catch (Exception exception) when (exception is SourceException or NpgsqlException or OperationCanceledException)
        {
            // The failure that led here is the one to tell.
        }
    }
}
