using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Tools;
using BackupOperator.Sources.Processes;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Dumps roles and tablespaces.</summary>
internal sealed class GlobalsDump(PostgresServer server, ClientTools tools, IStreamSink sink)
{
    public const string Stream = "globals.sql";

    /// <returns>Whether the passwords of roles are in the dump: only a superuser may read them.</returns>
    public async Task<bool> WriteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var passwords = await connection.ScalarAsync<bool>(
            "SELECT has_table_privilege('pg_catalog.pg_authid', 'SELECT')", cancellationToken);
        var database = server.Endpoint.MaintenanceDatabase;
        string[] arguments =
        [
            "--globals-only", "--no-password", $"--database={database}", $"--dbname={server.ConnectionInfo(database)}",
            .. passwords ? Array.Empty<string>() : ["--no-role-passwords"],
        ];
        await using var dump = ChildProcess.Start(tools.Program("pg_dumpall", server.Environment, arguments));
        dump.Input.Dispose();
        await using var content = new ProgramOutputStream(dump, (said, _) => Task.FromResult(Explain(said)));
        await sink.WriteAsync(Stream, content, cancellationToken);
        return passwords;
    }

    private SourceException Explain(string said) => new(
        ProgramFailure.Classify(said),
        $"PostgreSQL server {server.Endpoint.Server}: roles and tablespaces were not dumped: {said}");
}
