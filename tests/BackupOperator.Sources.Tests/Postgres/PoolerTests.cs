using System.Globalization;
using BackupOperator.Sources.Postgres;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>What a backup and a restore through a connection pooler do to an application that uses the same
/// one.</summary>
public sealed class PoolerTests(DumpServer server) : IClassFixture<DumpServer>
{
    private readonly MemoryStreams _streams = new();

    [Theory]
    [InlineData("transaction", 1)]
    [InlineData("transaction", 6)]
    [InlineData("statement", 1)]
    [InlineData("statement", 6)]
    public async Task EachVerb_PoolThatSharesConnections_IsRefusedAndLeavesTheApplicationAlone(string mode, int size)
    {
        var database = await CreateAsync($"{mode}_{size}");
        await using var pooler = await PoolerProcess.StartAsync(server.Process, mode, size);
        var application = new PooledApplication(pooler, database);
        var before = await application.ReadSettingsAsync(size, mode != "statement");

        foreach (var verb in Verbs(database, pooler))
        {
            var refused = Assert.ThrowsAsync<SourceException>(verb);
            if (mode != "statement")
            {
                Assert.Equal(before, await application.ReadSettingsDuringAsync(refused));
            }

            RequireRefusal(await refused, pooler);
        }

        Assert.Equal(before, await application.ReadSettingsAsync(size, mode != "statement"));
        Assert.Equal("3", await server.Process.ScalarAsync(database, "select count(*) from app.orders"));
    }

    [Theory]
    [InlineData("turns", 3, 1, "server_round_robin = 1")]
    [InlineData("several", 4, 4, "server_round_robin = 0")]
    public async Task Read_SharedConnectionsInAnotherOrder_IsRefused(
        string database, int size, int processes, string setting)
    {
        await CreateAsync(database);
        await using var pooler = await PoolerProcess.StartAsync(
            server.Process, "transaction", size, processes, setting);
        var application = new PooledApplication(pooler, database);
        var before = await application.ReadSettingsAsync(size);

        var refused = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(database, pooler));

        RequireRefusal(refused, pooler);
        Assert.Equal(before, await application.ReadSettingsAsync(size));
    }

    [Fact]
    public async Task EachVerb_PoolInSessionMode_WorksAndLeavesTheApplicationAlone()
    {
        const int Size = 6;
        var database = await CreateAsync("session");
        await using var pooler = await PoolerProcess.StartAsync(server.Process, "session", Size);
        var application = new PooledApplication(pooler, database);
        var before = await application.ReadSettingsAsync(Size);

        foreach (var verb in Verbs(database, pooler))
        {
            var done = verb();
            Assert.Equal(before, await application.ReadSettingsDuringAsync(done));
            await done;
        }

        Assert.Equal(before, await application.ReadSettingsAsync(Size));
        Assert.Equal("3", await server.Process.ScalarAsync(database, "select count(*) from app.orders"));
        Assert.Equal("3", await server.Process.ScalarAsync($"{database}_2", "select count(*) from app.orders"));
    }

    [Fact]
    public async Task Read_SessionsThatAreNotReset_IsRefusedAndLeavesTheApplicationAlone()
    {
        var database = await CreateAsync("kept");
        await using var pooler = await PoolerProcess.StartAsync(
            server.Process, "session", size: 6, settings: "server_reset_query =");
        var application = new PooledApplication(pooler, database);
        var before = await application.ReadSettingsAsync(6);

        var refused = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(database, pooler));

        RequireRefusal(refused, pooler);
        Assert.Contains("server_reset_query", refused.Message);
        Assert.Equal(before, await application.ReadSettingsAsync(6));
    }

    [Fact]
    public async Task Read_SessionsOfTwoServersThatAreNotReset_IsRefused()
    {
        var database = await CreateAsync("two_servers");
        await using var other = await PostgresProcess.StartAsync(
            binaries: server.Process.Binaries, address: "127.0.0.2", port: server.Process.Port);
        await other.ExecuteAsync("postgres", $"create database {database}");

        // They take turns: ours, then the other one for the client that will have left last.
        var hosts = string.Create(
            CultureInfo.InvariantCulture, $"{database} = host=127.0.0.1,127.0.0.2 port={server.Process.Port}");
        await using var pooler = await PoolerProcess.StartAsync(
            server.Process, "session", 3, 1, "server_reset_query =", "[databases]", hosts);

        var refused = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(database, pooler));

        RequireRefusal(refused, pooler);
        Assert.Contains("server_reset_query", refused.Message);
    }

    [Theory]
    [InlineData("single", 1, "no further connection within 30 seconds")]
    [InlineData("busy", 2, "query_wait_timeout", "query_wait_timeout = 3")]
    [InlineData("crowded", 6, "no more connections allowed", "max_client_conn = 10")]
    public async Task Read_SessionPoolWithoutAFreeConnection_IsTransientAndLeavesTheApplicationAlone(
        string database, int size, string why, params string[] settings)
    {
        await CreateAsync(database);
        await using var pooler = await PoolerProcess.StartAsync(server.Process, "session", size, 1, settings);
        var application = new PooledApplication(pooler, database);
        var before = await application.ReadSettingsAsync();

        var refused = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(database, pooler));

        Assert.Equal(SourceFailure.Unreachable, refused.Failure);
        Assert.Contains(Server(pooler), refused.Message);
        Assert.Contains($"database {database}", refused.Message);
        Assert.Contains(why, refused.Message);
        Assert.Contains("up to 17 connections", refused.Message);
        Assert.Contains("use the server's direct address", refused.Message);
        Assert.Equal(before, await application.ReadSettingsAsync());
    }

    private static string Server(PoolerProcess pooler) =>
        string.Create(CultureInfo.InvariantCulture, $"PostgreSQL server 127.0.0.1:{pooler.Port}");

    private static void RequireRefusal(SourceException refused, PoolerProcess pooler)
    {
        Assert.Contains("use the server's direct address, or a pool in session mode", refused.Message);
        Assert.Contains(Server(pooler), refused.Message);
        Assert.Equal(SourceFailure.BadInput, refused.Failure);
    }

    /// <summary>A backup, and restores of a database and of a table, of what was backed up directly.</summary>
    private IEnumerable<Func<Task>> Verbs(string database, PoolerProcess pooler)
    {
        yield return () => ReadAsync(database, pooler);
        yield return () => RestoreAsync(database, pooler, $"{database}_2", options => options);
        yield return () => RestoreAsync(
            database, pooler, database, options => options with { Tables = ["orders"], OverwriteExisting = true });
    }

    private async Task<string> CreateAsync(string database)
    {
        const string Sql = "create schema app; create table app.orders as select generate_series(1, 3) id";
        await server.CreateAsync(database, Sql);
        await server.Process.ExecuteAsync(
            "postgres",
            $"alter database {database} set search_path = app, public; " +
            $"alter database {database} set statement_timeout = '17s'");
        await server.ReadAsync(_streams, database);
        return database;
    }

    private Task ReadAsync(string database, PoolerProcess pooler) => server.ReadAsync(
        new MemoryStreams(), database, options => options with
        {
            Connection = options.Connection with { Port = pooler.Port, MaintenanceDatabase = database },
            Globals = true,
            Parallelism = 2,
        });

    private Task<RestoreSummary> RestoreAsync(
        string database, PoolerProcess pooler, string target,
        Func<PostgresTargetOptions, PostgresTargetOptions> change) =>
        server.RestoreAsync(_streams, database, target, options => change(options with
        {
            Connection = options.Connection with { Port = pooler.Port, MaintenanceDatabase = database },
            Parallelism = 2,
        }));
}
