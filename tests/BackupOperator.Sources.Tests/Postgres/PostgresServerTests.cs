using BackupOperator.Sources.Postgres;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>What a stored dump that is not right does to verifier and target, on a real server.</summary>
public sealed class PostgresServerTests : IAsyncLifetime
{
    private readonly string _secret = Directory.CreateTempSubdirectory("secret-").FullName;
    private readonly MemoryStreams _streams = new();
    private PostgresProcess? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PostgresProcess Server => _server!;

    private PostgresConnectionOptions Connection => new()
    {
        SecretName = "db",
        SecretPath = _secret,
        Host = "127.0.0.1",
        Port = Server.Port,
    };

    [Fact]
    public async Task Restore_FewerRowsThanRecorded_FailsAndKeepsTheOldDatabase()
    {
        await ReadAsync();
        await Server.ExecuteAsync("shop", "delete from t where i < 10");
        Change(details => details with
        {
            Databases =
            [
                details.Databases[0] with
                {
                    Tables = [.. details.Databases[0].Tables.Select(table => table with { Rows = 51 })],
                },
            ],
        });

        var failure = await Assert.ThrowsAsync<SourceException>(() => RestoreAsync(overwrite: true));

        Assert.Equal(SourceFailure.Damaged, failure.Failure);
        Assert.Contains("public.t has 50 rows instead of 51", failure.Message);
        Assert.Equal("41", await Server.ScalarAsync("shop", "select count(*) from t"));
        Assert.Equal(
            "shop",
            await Server.ScalarAsync(
                "postgres", "select string_agg(datname, ',') from pg_database where datname like 'shop%'"));
    }

    [Fact]
    public async Task Restore_TruncatedDump_FailsAndKeepsTheOldDatabase()
    {
        await ReadAsync();
        Truncate();

        var failure = await Assert.ThrowsAsync<SourceException>(() => RestoreAsync(overwrite: true));

        Assert.Contains("pg_restore did not load all", failure.Message);
        Assert.Equal("50", await Server.ScalarAsync("shop", "select count(*) from t"));
        Assert.Equal(
            "shop",
            await Server.ScalarAsync(
                "postgres", "select string_agg(datname, ',') from pg_database where datname like 'shop%'"));
    }

    [Fact]
    public async Task Verify_WholeDump_CountsItsEntries()
    {
        await ReadAsync();

        Assert.Equal(2, await VerifyAsync());
        Assert.Equal(["globals.sql", "databases/0-shop.dump"], new PostgresVerifier().StreamsOf(_streams.Details));
    }

    [Fact]
    public async Task Verify_TruncatedDump_IsDamaged()
    {
        await ReadAsync();
        Truncate();

        Assert.Equal(SourceFailure.Damaged, (await Assert.ThrowsAsync<SourceException>(VerifyAsync)).Failure);
    }

    [Fact]
    public async Task Verify_TableMissingFromTheDump_NamesIt()
    {
        await ReadAsync();
        Change(details => details with
        {
            Databases =
                [details.Databases[0] with { Tables = [new TableDetails(1, "public", "lost", "postgres", 0, 1)] }],
        });

        Assert.Contains("public.lost", (await Assert.ThrowsAsync<SourceException>(VerifyAsync)).Message);
    }

    [Fact]
    public async Task Read_DatabaseThatTheUserMayNotEnter_IsNotLeftOutSilently()
    {
        await Server.ExecuteAsync("postgres", "create role weak login password 'weak'");
        await Server.ExecuteAsync("postgres", "revoke connect on database shop from public");
        Secret("weak", "weak");

        var failure = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(all: true));

        Assert.Equal(SourceFailure.BadInput, failure.Failure);
        Assert.Contains("user weak may not connect to database shop", failure.Message);
        Assert.Empty(_streams.Content);
    }

    [Fact]
    public async Task Read_WhileRowsArrive_CountsWhatTheDumpHolds()
    {
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(stop.Token);
        await ReadAsync();
        await stop.CancelAsync();
        await writing;

        var restored = await RestoreAsync(overwrite: true);

        Assert.Equal(1, restored.ComparedTables);
        Assert.Equal(restored.Rows, DetailsJson.Read(_streams.Details).Databases[0].Tables[0].Rows);
    }

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresProcess.StartAsync();
        Secret("postgres", Server.Password);
        await Server.ExecuteAsync("postgres", "create database shop");
        await Server.ExecuteAsync(
            "shop", "create table t as select i, repeat(md5(i::text), 100) body from generate_series(1, 50) i");
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_secret, recursive: true);
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Server.ExecuteAsync("shop", "insert into t select 1, 'x' from generate_series(1, 100)");
        }
    }

    private async Task ReadAsync(bool all = false)
    {
        var options = new PostgresSourceOptions { Connection = Connection, Databases = all ? [] : ["shop"] };
        _streams.Details = (await new PostgresReader(options).ReadAsync(_streams, _streams, Token)).Details;
    }

    private Task<RestoreSummary> RestoreAsync(bool overwrite) =>
        new PostgresRestorer(new PostgresTargetOptions { Connection = Connection, OverwriteExisting = overwrite })
            .RestoreAsync(_streams, _streams, Token);

    private async Task<int> VerifyAsync()
    {
        const string Stream = "databases/0-shop.dump";
        await using var content = await _streams.OpenAsync(Stream, Token);
        return await new PostgresVerifier().VerifyAsync(_streams.Details, Stream, content, Token);
    }

    private void Change(Func<PostgresDetails, PostgresDetails> change) =>
        _streams.Details = DetailsJson.Write(change(DetailsJson.Read(_streams.Details)));

    private void Truncate() =>
        _streams.Content["databases/0-shop.dump"] = _streams.Content["databases/0-shop.dump"][..^2000];

    private void Secret(string user, string password)
    {
        File.WriteAllText(Path.Combine(_secret, "username"), user);
        File.WriteAllText(Path.Combine(_secret, "password"), password);
    }
}
