using BackupOperator.Api.Contract;

namespace BackupOperator.Agent.Tests;

/// <summary>SIGKILL at any instant, again and again, on a store of real files.</summary>
public sealed class KillTests(BulkServer bulk) : IClassFixture<BulkServer>
{
    private const int KillsPerBackup = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Backup_KilledAgainAndAgain_GoesOnWhereItWasAndHurtsNoOther(int seed)
    {
        var random = new Random(seed);
        using var bench = new Bench(bulk.Process);
        await bench.StoreAsync("b1", "postgres");
        var one = Size(bench);

        for (var kill = 0; kill < KillsPerBackup; kill++)
        {
            // Full, so that everything goes up once more: at 120 MB an attempt is killed in any of its stages.
            await using var agent = AgentProcess.Start(bench.Backup("b2", "postgres"));
            var objects = Objects(bench) + random.Next(7);
            await agent.UntilAsync(() => Objects(bench) >= objects);
            await agent.KillAsync();

            var other = await AgentProcess.RunAsync(bench.Check("b1"));
            Assert.True(other.ExitCode == AgentExitCode.Succeeded, $"seed {seed}, kill {kill}: {other.Message}");
        }

        await bench.StoreAsync("b2", "postgres");

        var check = await AgentProcess.RunAsync(bench.Check("b2"));
        Assert.True(check.ExitCode == AgentExitCode.Succeeded, $"seed {seed}: {check.Message}");

        // Each kill loses at most the packs that were under way; without resuming, each would leave all it had stored.
        Assert.InRange(Size(bench), one, (2 * one) + (KillsPerBackup * 3 * 16L * 1024 * 1024));
    }

    private static long Size(Bench bench) => Packs(bench).Sum(file => file.Length);

    private static int Objects(Bench bench) => Packs(bench).Count();

    private static IEnumerable<FileInfo> Packs(Bench bench) =>
        new DirectoryInfo(bench.Store).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.FullName.Contains("/packs/", StringComparison.Ordinal));
}
