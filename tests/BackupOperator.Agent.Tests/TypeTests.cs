using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests;

/// <summary>What backups of each type store and refer to.</summary>
public sealed class TypeTests(BulkServer bulk) : IClassFixture<BulkServer>
{
    [Fact]
    public async Task Backup_ReferringToAFullOne_StoresWhatChangedAndRestoresTheSame()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        var database = await DatabaseAsync(server, "changed");
        var full = await bench.StoreAsync("b1", database);
        await server.ExecuteAsync(database, "update bulk set body = md5(body) where id = 1");
        var before = await server.TextAsync(database);

        var stored = await StoreAsync(bench, "b2", database, BackupType.Incremental, @base: "b1");
        var check = await AgentProcess.RunAsync(bench.Check("b2"));
        await server.ExecuteAsync(database, "truncate bulk");
        var restore = await AgentProcess.RunAsync(bench.Restore("b2", target => target, overwrite: true));

        Assert.Equal(("b1", full.ReadBytes / 1_000_000), (stored.Source.Base, stored.Source.ReadBytes / 1_000_000));
        Assert.True(
            stored.Source.StoredBytes * 5 < full.StoredBytes,
            $"{stored.Source.StoredBytes} of {full.StoredBytes} bytes were stored again");
        Assert.InRange(stored.Source.ReferredBytes, stored.Source.ReadBytes * 4 / 5, stored.Source.ReadBytes);
        Assert.Equal(0, full.ReferredBytes);
        Assert.Equal((BackupType.Incremental, "b1"), (stored.Commit.Type, stored.Commit.Base));
        Assert.True(check.Check is { Problems: 0 }, check.Message);
        Assert.True(restore.Restore is not null, restore.Message);
        Assert.Equal(before, await server.TextAsync(database));
    }

    [Fact]
    public async Task Backup_WhoseBaseLostAPack_HoldsEverythingAndIsRecordedAsFull()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        var database = await DatabaseAsync(server, "lost");
        var full = await bench.StoreAsync("b1", database);
        File.Delete(Directory.EnumerateFiles(bench.Store, "*", SearchOption.AllDirectories)
            .First(file => file.Contains("/packs/", StringComparison.Ordinal)));

        var stored = await StoreAsync(bench, "b2", database, BackupType.Differential, @base: "b1");
        var check = await AgentProcess.RunAsync(bench.Check("b2"));

        Assert.Null(stored.Source.Base);
        Assert.InRange(stored.Source.StoredBytes, full.StoredBytes * 9 / 10, full.StoredBytes * 11 / 10);
        Assert.Equal((BackupType.Full, null), (stored.Commit.Type, stored.Commit.Base));
        Assert.True(check.Check is { Problems: 0 }, check.Message);
    }

    [Fact]
    public async Task Backup_OfASourceThatTheBaseLacks_IsRecordedAsFull()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        var database = await DatabaseAsync(server, "newcomer");

        var stored = await StoreAsync(bench, "b2", database, BackupType.Incremental, @base: "b1");

        Assert.Equal((BackupType.Full, null), (stored.Commit.Type, stored.Commit.Base));
    }

    [Fact]
    public async Task Inspect_OfAStore_TellsTypeBaseAndTokenOfEachBackup()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        var database = await DatabaseAsync(server, "told");
        await bench.StoreAsync("b1", database);
        await StoreAsync(bench, "b2", database, BackupType.Incremental, @base: "b1");

        await using var agent = AgentProcess.Start(bench.Inspect());
        await agent.ResultAsync();

        var entries = agent.Lines.Select(line => line.Backup).OfType<CatalogueEntry>()
            .OrderBy(entry => entry.Identity.Backup, StringComparer.Ordinal).ToList();
        Assert.Equal(
            [(BackupType.Full, null, 1), (BackupType.Incremental, "b1", 1)],
            entries.Select(entry => (entry.Type, entry.Base, entry.FencingToken)));
        Assert.Equal("b1", Assert.Single(entries[1].Sources).Base);
    }

    [Fact]
    public async Task Commit_OfARunThatALaterOneHasOvertaken_IsRefused()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        var database = await DatabaseAsync(server, "overtaken");
        var stale = await AgentProcess.RunAsync(bench.Backup("b1", database));
        var later = await AgentProcess.RunAsync(bench.Backup("b2", database));
        var task = bench.Commit("b2", later.Backup!);
        task = task with { Commit = task.Commit! with { FencingToken = 2 } };
        Assert.NotNull((await AgentProcess.RunAsync(task)).Commit);

        var refused = await AgentProcess.RunAsync(bench.Commit("b1", stale.Backup!));

        Assert.Equal(
            (AgentExitCode.BadInput, AgentReason.LeaseLost, false), (refused.ExitCode, refused.Reason, refused.Transient));
        Assert.Contains("backup b2 of policy shop was committed by a later run", refused.Message);
        Assert.False(File.Exists(Path.Combine(bench.Store, "policy-uid", "backups", "b1", "backup.json")));
    }

    [Fact]
    public async Task Check_OfLessThanAll_ReadsNoDumpAndStillSeesEveryPack()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        var database = await DatabaseAsync(server, "sampled");
        await bench.StoreAsync("b1", database);
        var task = bench.Check("b1");
        task = task with { Check = task.Check! with { Percent = 0 } };

        var sound = await AgentProcess.RunAsync(task);
        File.Delete(Directory.EnumerateFiles(bench.Store, "*", SearchOption.AllDirectories)
            .First(file => file.Contains("/packs/", StringComparison.Ordinal)));
        var lost = await AgentProcess.RunAsync(task);

        Assert.True(sound.Check is { Percent: 0, DumpEntries: 0, Problems: 0 }, sound.Message);
        Assert.InRange(sound.Check.ReadBytes, 0, 5_000_000);
        Assert.Equal(AgentExitCode.Integrity, lost.ExitCode);
    }

    [Fact]
    public async Task Check_OfAWholeBackup_TellsHowMuchItWillRead()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        var stored = await bench.StoreAsync("b1", await DatabaseAsync(server, "far"));

        await using var agent = AgentProcess.Start(bench.Check("b1"));
        await agent.ResultAsync();

        var progress = agent.Lines.Select(line => line.Progress).OfType<AgentProgress>().ToList();
        Assert.All(progress, line => Assert.Equal(stored.ReadBytes, line.ExpectedBytes));
        Assert.Equal(stored.ReadBytes, progress[^1].ReadBytes);
    }

    [Fact]
    public async Task Check_OfAPackThatAnotherBackupShares_NamesBoth()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        var database = await DatabaseAsync(server, "shared");
        await bench.StoreAsync("b1", database);
        var shared = Packs(bench);
        await StoreAsync(bench, "b2", database, BackupType.Incremental, @base: "b1");
        await bench.StoreAsync("b3", database);
        Damage(shared.MaxBy(pack => new FileInfo(pack).Length)!);

        var checks = new List<AgentResult>();
        foreach (var backup in new[] { "b1", "b2", "b3" })
        {
            checks.Add(await AgentProcess.RunAsync(bench.Check(backup)));
        }

        Assert.StartsWith("backup b1 is damaged, which also hurts backups b2: pack ", checks[0].Message);
        Assert.StartsWith("backup b2 is damaged, which also hurts backups b1: pack ", checks[1].Message);
        Assert.Equal(("b2", 1), (Assert.Single(checks[0].Check!.Hurt), checks[0].Check!.HurtBackups));
        Assert.Equal(("b1", 1), (Assert.Single(checks[1].Check!.Hurt), checks[1].Check!.HurtBackups));
        Assert.True(checks[2].Check is { Problems: 0, HurtBackups: 0 }, checks[2].Message);
    }

    [Fact]
    public async Task Check_OfADamagedPackBesideADamagedManifest_TellsOfWhichItDoesNotKnow()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        var database = await DatabaseAsync(server, "untold");
        await bench.StoreAsync("b1", database);
        Damage(Packs(bench).MaxBy(pack => new FileInfo(pack).Length)!);
        await bench.StoreAsync("b2", database);
        Damage(Path.Combine(bench.Store, "policy-uid", "backups", "b2", "orders.manifest"));

        await using var agent = AgentProcess.Start(bench.Check("b1"));
        var check = await agent.ResultAsync();

        Assert.StartsWith("backup b1 is damaged (of which it cannot be told, the agent's log says): ", check.Message);
        Assert.Contains("whether the damage hurts backup b2 cannot be told", agent.Written, StringComparison.Ordinal);
        Assert.Equal("b2", Assert.Single(check.Check!.Hurt));
    }

    [Fact]
    public async Task Backup_WithLz4_IsRecordedAndRestored()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        const string Sql = """
            create table bulk(id int, body text);
            insert into bulk select g, repeat(md5(g::text), 64) from generate_series(1, 3000) g
            """;
        var database = await DatabaseAsync(server, "fast", Sql);
        var task = bench.Backup("b1", database);
        var lz4 = new CompressionSpec { Algorithm = "lz4" };

        var stored = await AgentProcess.RunAsync(task with { Backup = task.Backup! with { Compression = lz4 } });
        Assert.True(stored.Backup is not null, stored.Message);
        task = bench.Commit("b1", stored.Backup);
        await AgentProcess.RunAsync(task with { Commit = task.Commit! with { Compression = lz4 } });
        await server.ExecuteAsync(database, "delete from bulk where id > 10");
        var restore = await AgentProcess.RunAsync(bench.Restore("b1", target => target, overwrite: true));

        Assert.InRange(stored.Backup.StoredBytes, 1, stored.Backup.ReadBytes / 2);
        var record = await File.ReadAllTextAsync(
            Path.Combine(bench.Store, "policy-uid", "backups", "b1", "backup.json"),
            TestContext.Current.CancellationToken);
        Assert.Contains("\"compression\":\"lz4\"", record, StringComparison.Ordinal);
        Assert.True(restore.Restore is not null, restore.Message);
        Assert.Equal("3000", await server.ScalarAsync(database, "select count(*) from bulk"));
    }

    private static string[] Packs(Bench bench) =>
    [
        .. Directory.EnumerateFiles(bench.Store, "*", SearchOption.AllDirectories)
            .Where(file => file.Contains("/packs/", StringComparison.Ordinal)),
    ];

    private static void Damage(string path)
    {
        var content = File.ReadAllBytes(path);
        content[content.Length / 2] ^= 0x20;
        File.WriteAllBytes(path, content);
    }

    private static async Task<string> DatabaseAsync(
        PostgresProcess server, string name, string sql = BulkServer.Sql)
    {
        await server.ExecuteAsync("postgres", $"create database {name}");
        await server.ExecuteAsync(name, sql);
        return name;
    }

    private static async Task<(SourceResult Source, CommitResult Commit)> StoreAsync(
        Bench bench, string backup, string database, BackupType type, string @base)
    {
        var task = bench.Backup(backup, database);
        var stored = await AgentProcess.RunAsync(task with { Backup = task.Backup! with { Base = @base } });
        Assert.True(stored.Backup is not null, stored.Message);
        task = bench.Commit(backup, stored.Backup);
        var committed = await AgentProcess.RunAsync(
            task with { Commit = task.Commit! with { Type = type, Base = @base } });
        Assert.True(committed.Commit is not null, committed.Message);
        return (stored.Backup, committed.Commit);
    }
}
