using BackupOperator.Sources.Postgres;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>A server with an extension that has tables to dump, and the reader and restorer for it.</summary>
public sealed class DumpServer : IAsyncLifetime
{
    private readonly string _secret = Directory.CreateTempSubdirectory("secret-").FullName;
    private PostgresInstallation? _installation;
    private PostgresProcess? _process;

    /// <summary>Skips the test where no server is installed: a fixture cannot.</summary>
    internal PostgresProcess Process => _process
        ?? throw new InvalidOperationException($"{PostgresPrograms.Require()} holds no server that runs");

    internal PostgresConnectionOptions Connection => new()
    {
        SecretName = "db",
        SecretPath = _secret,
        Host = "127.0.0.1",
        Port = Process.Port,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (PostgresPrograms.Find() is not null)
        {
            _installation = await PostgresInstallation.MakeAsync(
                DifficultSchema.Extension, DifficultSchema.ExtensionScript);
            _process = await PostgresProcess.StartAsync(binaries: _installation.Binaries);
            File.WriteAllText(Path.Combine(_secret, "username"), "postgres");
            File.WriteAllText(Path.Combine(_secret, "password"), _process.Password);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_secret, recursive: true);
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _installation?.Dispose();
    }

    internal async Task CreateAsync(string database, string sql, string options = "")
    {
        await Process.ExecuteAsync("postgres", $"create database {database} {options}");
        await Process.ExecuteAsync(database, sql);
    }

    /// <summary>A database with all difficulties.</summary>
    internal Task CreateDifficultAsync(string database) => CreateAsync(database, WithRole(DifficultSchema.Sql));

    internal async Task ReadAsync(
        MemoryStreams streams, string database, Func<PostgresSourceOptions, PostgresSourceOptions>? change = null) =>
        streams.Details = (await ReadAsync((IStreamSink)streams, database, change)).Details;

    internal Task<SourceSummary> ReadAsync(
        IStreamSink sink, string database, Func<PostgresSourceOptions, PostgresSourceOptions>? change = null)
    {
        var options = new PostgresSourceOptions
        {
            Connection = Connection,
            Databases = [database],
            Globals = false,
            Parallelism = 3,
            LargeTableBytes = DifficultSchema.LargeTableBytes,
        };
        return new PostgresReader(change?.Invoke(options) ?? options).ReadAsync(sink, new MemoryStreams(), Token);
    }

    internal Task<RestoreSummary> RestoreAsync(
        IStreamSource source, string database, string target,
        Func<PostgresTargetOptions, PostgresTargetOptions>? change = null)
    {
        var options = new PostgresTargetOptions
        {
            Connection = Connection,
            Databases = [new PostgresDatabaseMapping(database, target)],
            Parallelism = 3,
        };
        return new PostgresRestorer(change?.Invoke(options) ?? options).RestoreAsync(
            source, new MemoryStreams(), Token);
    }

    // Roles belong to the server, and every test makes its own database there.
    private static string WithRole(string sql) => sql.Replace(
        "create role keeper;",
        "do $$ begin create role keeper; exception when duplicate_object or unique_violation then end $$;",
        StringComparison.Ordinal);
}
