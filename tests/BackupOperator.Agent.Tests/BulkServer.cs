using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests;

/// <summary>A server whose database <c>postgres</c> takes long enough to read that a test can step in.</summary>
public sealed class BulkServer : IAsyncLifetime
{
    // 120 MB that hardly compress: more than every buffer between server and store holds. Stored as it is, for
    // PostgreSQL's own compression would cost more time than all the rest.
    public const string Sql = """
        create table bulk(id int, body text);
        alter table bulk alter body set storage external;
        insert into bulk select g, (
            select string_agg(encode(sha512((g || ':' || n)::bytea), 'hex'), '') from generate_series(1, 32) n)
        from generate_series(1, 30000) g
        """;

    private PostgresProcess? _process;

    /// <summary>Skips the test where no server is installed: a fixture cannot.</summary>
    public PostgresProcess Process => _process
        ?? throw new InvalidOperationException($"{PostgresPrograms.Require()} holds no server that runs");

    public static async Task<PostgresProcess> StartAsync()
    {
        var server = await PostgresProcess.StartAsync();
        await server.ExecuteAsync("postgres", Sql);
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        if (PostgresPrograms.Find() is not null)
        {
            _process = await StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
