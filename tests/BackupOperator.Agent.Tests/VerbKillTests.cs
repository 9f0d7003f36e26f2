using BackupOperator.Contract;
using BackupOperator.Contract.Specs;

namespace BackupOperator.Agent.Tests;

/// <summary>SIGKILL of every verb that works on a store, on sight of what it does and at any moment: each committed
/// backup stays whole, and the same verb succeeds when it is run again.</summary>
public sealed class VerbKillTests(Server server)
{
    private const int KillsPerRound = 2;

    private static readonly int Rounds = Soak.Times(3);

    private const string Sql = """
        create table orders(id int, body text);
        insert into orders select g, encode(sha512(g::text::bytea), 'hex') from generate_series(1, 20000) g
        """;

    [Fact]
    public async Task Commit_KilledAtAnyMoment_CommitsOnceOrNotAtAll()
    {
        using var bench = await GivenAsync("kill_commit", seed: 1, "b1");
        var stored = (await KillBench.RepeatAsync(OnBase(bench, "b2", "kill_commit", "b1"))).Backup!;

        AgentTask Commit()
        {
            var task = bench.Bench.Commit("b2", stored);
            return task with { Commit = task.Commit! with { Base = "b1" } };
        }

        await RunRoundsAsync(
            bench, Commit, () => () => bench.Committed.Contains("b2"), ["key"],
            () => Assert.Equal(["b1", "b2"], bench.Committed));
    }

    [Fact]
    public async Task Prune_KilledAtAnyMoment_LeavesWhatStaysWholeAndGoesOn()
    {
        using var bench = await GivenAsync("kill_prune", seed: 2, "b1", "b2", "b3", "b4", "b5");
        foreach (var pack in Packs(bench.Bench.Store))
        {
            File.SetLastWriteTimeUtc(pack, DateTime.UtcNow.AddDays(-2));
        }

        var packs = Packs(bench.Bench.Store).Count();
        var files = Files(bench.Bench.Store).Count;
        var prune = new PruneTask
        {
            Retention = new RetentionTask { PolicyUid = "policy-uid", Rules = new RetentionSpec { Last = 1 } },
            Delete = ["b1", "b2", "b3", "b4"],
        };
        await RunRoundsAsync(
            bench, () => bench.Bench.Task(AgentVerb.Prune) with { Prune = prune },
            () =>
            {
                // Four records and four manifests go before the packs.
                var left = files - bench.Roll(1, 8);
                return () => Files(bench.Store).Count <= left;
            },
            ["key"],
            () =>
            {
                Assert.Equal(["b5"], bench.Committed);
                Assert.InRange(Packs(bench.Store).Count(), 1, packs - 1);
            });
    }

    [Fact]
    public async Task Check_KilledAtAnyMoment_ChangesNothing()
    {
        using var bench = await GivenAsync("kill_check", seed: 3, "b1", "b2");
        var before = Files(bench.Bench.Store);
        await RunRoundsAsync(
            bench, () => bench.Bench.Check("b2"), sight: null, ["key"],
            () => Assert.Equal(before, Files(bench.Store)));
    }

    [Fact]
    public async Task Backup_WithAChangedKeyKilledAtAnyMoment_OpensAllBackupsWithTheNewKeyAlone()
    {
        using var bench = await GivenAsync("kill_key", seed: 4, "b1");
        var former = bench.Bench.Secret("key");
        var changed = bench.Bench.Secret("changed", (SecretKeys.Key, new string('c', 64)));
        await RunRoundsAsync(
            bench,
            () => OnBase(bench, "b2", "kill_key", "b1") with
            {
                Key = changed,
                PreviousKeys = [new PreviousKey(former)],
            },
            () => () => Directory.GetFiles(Path.Combine(bench.Store, "keys")).Length > 1, ["changed", "key"],
            () => bench.RequireWholeAsync("changed").GetAwaiter().GetResult());
    }

    private static async Task RunRoundsAsync(
        KillBench bench, Func<AgentTask> task, Func<Func<bool>>? sight, string[] secrets, Action then)
    {
        await bench.BeginAsync();
        var whole = await KillBench.MeasureAsync(task());
        then();
        for (var round = 0; round < Rounds; round++)
        {
            await bench.BeginAsync();
            for (var kill = 0; kill < KillsPerRound; kill++)
            {
                await (kill > 0 || sight is null
                    ? bench.KillAsync(task(), whole)
                    : bench.KillAsync(task(), sight()));
                await bench.RequireWholeAsync(secrets);
            }

            await KillBench.RepeatAsync(task());
            await bench.RequireWholeAsync(secrets);
            then();
        }

        Assert.InRange(bench.Landed, Rounds * KillsPerRound / 3, Rounds * KillsPerRound);
    }

    private static AgentTask OnBase(KillBench bench, string backup, string database, string? @base)
    {
        var task = bench.Bench.Backup(backup, database);
        return task with { Backup = task.Backup! with { Base = @base } };
    }

    private static IEnumerable<string> Packs(string store) =>
        Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories)
            .Where(file => file.Contains("/packs/", StringComparison.Ordinal));

    private static List<(string, DateTime)> Files(string store) =>
    [
        .. new DirectoryInfo(store).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(store, file.FullName), file.LastWriteTimeUtc)).Order(),
    ];

    // Backups in a line, a row of which is another each time.
    private async Task<KillBench> GivenAsync(string database, int seed, params string[] backups)
    {
        var bench = new KillBench(server.Process, seed);
        await server.Process.ExecuteAsync("postgres", $"create database {database}");
        await server.Process.ExecuteAsync(database, Sql);
        string? last = null;
        foreach (var backup in backups)
        {
            await server.Process.ExecuteAsync(database, $"update orders set body = '{backup}' where id = 10000");
            var stored = (await KillBench.RepeatAsync(OnBase(bench, backup, database, last))).Backup!;
            var task = bench.Bench.Commit(backup, stored);
            await KillBench.RepeatAsync(task with { Commit = task.Commit! with { Base = last } });
            last = backup;
        }

        return bench;
    }
}
