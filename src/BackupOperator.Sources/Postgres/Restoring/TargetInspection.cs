using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Checks every target before the first is touched.</summary>
internal sealed class TargetInspection(
    PostgresServer server, NpgsqlConnection connection, PostgresTargetOptions options)
{
    private const string FindDatabase = """
        SELECT pg_get_userbyid(d.datdba),
               (SELECT rolsuper OR (rolcreatedb AND pg_has_role(d.datdba, 'USAGE'))
                    FROM pg_roles WHERE rolname = current_user)
        FROM pg_database d WHERE d.datname = $1
        """;

    /// <exception cref="SourceException">A target holds data that may not be replaced, or
    /// a role is missing.</exception>
    public async Task<IReadOnlyList<RestoreTargetState>> RunAsync(
        IReadOnlyList<DatabaseRestore> plan, CancellationToken cancellationToken)
    {
        await RequireOwnersAsync(plan, cancellationToken);
        var states = new List<RestoreTargetState>();
        var refusals = new List<string>();
        foreach (var restore in plan)
        {
            var (state, content) = await InspectAsync(restore, cancellationToken);
            states.Add(state);
            if (state.HoldsData && !options.OverwriteExisting)
            {
                refusals.Add($"database {restore.TargetName} holds {string.Join(", ", content)}");
            }
        }

        return refusals.Count == 0
            ? states
            : throw new SourceException(
                SourceFailure.TargetNotEmpty,
                $"PostgreSQL server {server.Endpoint.Server}: {string.Join("; ", refusals)}: nothing was touched; " +
                "set overwriteExisting: true to replace it, or give another targetName");
    }

    private async Task<(RestoreTargetState State, List<string> Content)> InspectAsync(
        DatabaseRestore restore, CancellationToken cancellationToken)
    {
        var found = await connection.QueryAsync(
            FindDatabase, static row => (Owner: row.GetString(0), MayReplace: row.GetBoolean(1)), cancellationToken,
            restore.TargetName);
        if (found.Count == 0)
        {
            return (new RestoreTargetState(restore, Owner: null, HoldsData: false, Replaceable: true), []);
        }

        await using var target = await server.OpenAsync(restore.TargetName, cancellationToken);
        var content = await TargetContent.FindAsync(target, restore, cancellationToken);

        // The database that all else is done from cannot change its name under our feet.
        var replaceable = found[0].MayReplace && restore.TargetName != server.Endpoint.MaintenanceDatabase;
        return (new RestoreTargetState(restore, found[0].Owner, content.Count > 0, replaceable), content);
    }

    private async Task RequireOwnersAsync(IReadOnlyList<DatabaseRestore> plan, CancellationToken cancellationToken)
    {
        // Globals bring missing roles before anything is loaded.
        if (options.NoOwner || options.Globals)
        {
            return;
        }

        var owners = plan.Where(restore => restore.Scope == RestoreScope.Whole)
            .Select(restore => restore.Database.Properties.Owner)
            .Concat(plan.SelectMany(restore => restore.Tables).Select(table => table.Owner)).Distinct().ToArray();
        var missing = await connection.QueryAsync(
            "SELECT o FROM unnest($1::text[]) o WHERE o NOT IN (SELECT rolname FROM pg_roles)",
            static row => row.GetString(0), cancellationToken, (object)owners);
        if (missing.Count > 0)
        {
            throw new SourceException(
                SourceFailure.BadInput,
                $"PostgreSQL server {server.Endpoint.Server} has no role {string.Join(", ", missing)}, which owns " +
                "what would be restored: create it, or set globals: true or noOwner: true");
        }
    }
}
