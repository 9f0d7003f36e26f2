using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Postgres.Restoring;
using BackupOperator.Sources.Postgres.Tools;
using Npgsql;

namespace BackupOperator.Sources.Postgres;

/// <summary>Brings logical dumps back through <c>pg_restore</c>.</summary>
/// <remarks>A whole database is loaded by several connections beside the one that is there and swapped in when it is
/// complete; a part of one, or a database that may not be replaced, by one connection in one transaction. Either way a
/// restore that fails leaves its target as it was.</remarks>
public sealed class PostgresRestorer(PostgresTargetOptions options) : ISourceRestorer
{
    /// <inheritdoc />
    public async Task<RestoreSummary> RestoreAsync(
        IStreamSource source, IProgress<SourceProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(progress);
        var details = DetailsJson.Read(source.Details);
        var plan = RestorePlan.Make(details, options);
        using var server = new PostgresServer(PostgresEndpoint.Read(options.Connection));
        var maintenanceDatabase = server.Endpoint.MaintenanceDatabase;
        await using var maintenance = await server.OpenAsync(maintenanceDatabase, cancellationToken);
        try
        {
            var version = ServerVersion.Of(maintenance);
            var clients = await ClientSearch.FindAsync(cancellationToken);
            var tools = clients.ForRestore(
                details.ServerMajor, details.ClientMajor, version.Major, $"the target server {server.Endpoint.Server}");

            // Step 1: every target is looked at before the first is touched.
            var states = await new TargetInspection(server, maintenance, options).RunAsync(plan, cancellationToken);

            // Step 2: roles first, for databases and tables belong to them.
            if (options.Globals)
            {
                progress.Report(new SourceProgress("restoring roles and tablespaces"));
                await RestoreGlobalsAsync(details, maintenance, source, cancellationToken);
            }

            // Step 3: one database after the other.
            var session = new RestoreSession(
                server, new RestorePrograms(server, version, tools, options, source), options, details.ExactRowCounts);
            var beside = new BesideRestore(session, maintenance, version);
            var inPlace = new InPlaceRestore(session);
            var rows = new List<RowComparison>();
            foreach (var state in states)
            {
                progress.Report(new SourceProgress(Describe(state)));
                rows.Add(state.GoesBeside
                    ? await beside.RunAsync(state, cancellationToken)
                    : await inPlace.RunAsync(state, cancellationToken));
            }

            return new RestoreSummary(
                plan.Min(restore => restore.Database.RecoveryPoint), plan.Count,
                plan.Sum(restore => restore.Tables.Count),
                rows.Sum(one => one.Rows), rows.Sum(one => one.ComparedTables));
        }
        catch (NpgsqlException exception)
        {
            throw server.Explain(maintenanceDatabase, exception);
        }
    }

    private static string Describe(RestoreTargetState state) =>
        state.Restore.Database.Name == state.Restore.TargetName
            ? $"restoring database {state.Restore.TargetName}"
            : $"restoring database {state.Restore.Database.Name} as {state.Restore.TargetName}";

    private static async Task RestoreGlobalsAsync(
        PostgresDetails details, NpgsqlConnection maintenance, IStreamSource source,
        CancellationToken cancellationToken)
    {
        var stream = details.GlobalsStream
            ?? throw new SourceException(
                SourceFailure.BadInput, "the backup holds no roles and tablespaces: it was taken with globals: false");
        await new GlobalsRestore(maintenance, source).RunAsync(stream, cancellationToken);
    }
}
