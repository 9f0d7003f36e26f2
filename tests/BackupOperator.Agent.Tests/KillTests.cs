using BackupOperator.Contract;

namespace BackupOperator.Agent.Tests;

/// <summary>SIGKILL of backups at any instant, again and again, on a store of real files.</summary>
public sealed class KillTests(BulkServer bulk) : IClassFixture<BulkServer>
{
    private static readonly int KillsPerBackup = Soak.Times(4);

    [Fact]
    public async Task FullBackup_KilledAgainAndAgain_GoesOnWhereItWas()
    {
        const int Seed = 1;
        var random = new Random(Seed);
        using var bench = new KillBench(bulk.Process, Seed);
        await bench.Bench.StoreAsync("b1", "postgres");
        await bench.BeginAsync();
        var one = Size(bench);

        for (var kill = 0; kill < KillsPerBackup; kill++)
        {
            // Everything goes up once more: at 120 MB an attempt is killed in any of its stages.
            var objects = Packs(bench).Count() + random.Next(7);
            await bench.KillAsync(bench.Bench.Backup("b2", "postgres"), () => Packs(bench).Count() >= objects);
            await bench.RequireWholeAsync();
        }

        await bench.Bench.StoreAsync("b2", "postgres");
        await bench.RequireWholeAsync();
        Assert.Equal(["b1", "b2"], bench.Committed);

        // Each kill loses at most the packs that were under way; without resuming, each would leave all it had stored.
        Assert.InRange(Size(bench), one, (2 * one) + (KillsPerBackup * 3 * 16L * 1024 * 1024));
        Assert.InRange(bench.Landed, KillsPerBackup / 2, KillsPerBackup);
    }

    [Fact]
    public async Task Backup_OnABaseKilledAtAnyMoment_HurtsNeitherItsBaseNorItself()
    {
        using var bench = new KillBench(bulk.Process, seed: 2);
        await bench.Bench.StoreAsync("b1", "postgres");
        await bulk.Process.ExecuteAsync("postgres", "update bulk set body = 'changed' where id = 15000");
        await bench.BeginAsync();
        var whole = await KillBench.MeasureAsync(OnBase(bench));

        await bench.BeginAsync();
        for (var kill = 1; kill < KillsPerBackup; kill++)
        {
            await bench.KillAsync(OnBase(bench), whole);
            await bench.RequireWholeAsync();
        }

        await FinishAsync(bench);

        // The last object that a backup stores: what is killed then is complete, or not there.
        await bench.BeginAsync();
        var manifest = Path.Combine(bench.Store, "policy-uid", "backups", "b2", "orders.manifest");
        await bench.KillAsync(OnBase(bench), () => File.Exists(manifest));
        await bench.RequireWholeAsync();
        await FinishAsync(bench);
        Assert.InRange(bench.Landed, KillsPerBackup / 2, KillsPerBackup);
    }

    private static AgentTask OnBase(KillBench bench)
    {
        var task = bench.Bench.Backup("b2", "postgres");
        return task with { Backup = task.Backup! with { Base = "b1" } };
    }

    private static async Task FinishAsync(KillBench bench)
    {
        var stored = (await KillBench.RepeatAsync(OnBase(bench))).Backup!;
        Assert.Equal("b1", stored.Base);
        var commit = bench.Bench.Commit("b2", stored);
        await KillBench.RepeatAsync(commit with { Commit = commit.Commit! with { Base = "b1" } });
        Assert.Equal(["b1", "b2"], bench.Committed);
        await bench.RequireWholeAsync();
    }

    private static long Size(KillBench bench) => Packs(bench).Sum(file => file.Length);

    private static IEnumerable<FileInfo> Packs(KillBench bench) =>
        new DirectoryInfo(bench.Store).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.FullName.Contains("/packs/", StringComparison.Ordinal));
}
