using System.Diagnostics;
using BackupOperator.Contract;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests;

/// <summary>What happens when something dies while data flows. The agent is stopped on
/// its way, so that no test depends on speed.</summary>
public sealed class InterruptionTests(BulkServer bulk) : IClassFixture<BulkServer>
{
    [Fact]
    public async Task Backup_ServerKilledInTheMiddle_IsTransientAndStoresNoManifest()
    {
        await using var server = await BulkServer.StartAsync();
        using var bench = new Bench(server);
        await using var agent = AgentProcess.Start(bench.Backup("b1", "postgres"));
        await StopInTheMiddleAsync(agent);
        server.Kill();
        await agent.SignalAsync("CONT");

        var result = await agent.ResultAsync();

        Assert.Equal((AgentExitCode.SourceUnreachable, true), (result.ExitCode, result.Transient));
        Assert.Contains("database postgres", result.Message);
        Assert.Empty(Manifests(bench));
    }

    [Fact]
    public async Task Backup_AgentKilledInTheMiddle_SucceedsWhenRunAgain()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        await using (var agent = AgentProcess.Start(bench.Backup("b1", "postgres")))
        {
            await agent.UntilAsync(line => line.Progress is { TransferredBytes: > 17_000_000 });
            agent.Kill();
        }

        Assert.Empty(Manifests(bench));
        var up = Packs(bench).Sum(pack => pack.Length);
        var again = await bench.StoreAsync("b1", "postgres");
        var check = await AgentProcess.RunAsync(bench.Check("b1"));

        Assert.Equal(AgentExitCode.Succeeded, check.ExitCode);
        Assert.True(up > 0, "the first attempt was killed before it had stored a pack");
        Assert.True(
            again.TransferredBytes < again.StoredBytes - (up * 9 / 10),
            $"{again.TransferredBytes} of {again.StoredBytes} bytes were sent although {up} were up");
        Assert.Equal(0, again.ReferredBytes);
        Assert.Equal(
            "0",
            await server.ScalarAsync(
                "postgres",
                "select count(*) from pg_stat_activity " +
                "where application_name = 'backup-operator' and datname = 'postgres'"));
    }

    [Fact]
    public async Task Backup_Terminated_ExitsAsCancelledAndLeavesNoChild()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        await using var agent = AgentProcess.Start(bench.Backup("b1", "postgres"));
        await StopInTheMiddleAsync(agent);
        await agent.SignalAsync("TERM");
        await agent.SignalAsync("CONT");

        var result = await agent.ResultAsync();

        Assert.Equal(AgentExitCode.Cancelled, result.ExitCode);
        Assert.DoesNotContain(
            Process.GetProcessesByName("pg_dump"),
            process => CommandLine(process).Contains($"port='{server.Port}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Backup_StoreGoneInTheMiddle_NamesTheStore()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        await using var agent = AgentProcess.Start(bench.Backup("b1", "postgres"));
        await StopInTheMiddleAsync(agent);
        Directory.Delete(bench.Store, recursive: true);
        await agent.SignalAsync("CONT");

        var result = await agent.ResultAsync();

        Assert.Equal(AgentExitCode.StoreUnreachable, result.ExitCode);
        Assert.Contains(bench.Store, result.Message);
    }

    [Fact]
    public async Task Backup_StoreFull_SaysSo()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        if (Environment.UserName != "root")
        {
            Assert.Skip("only root can mount a small filesystem");
        }

        await Run.ToEndAsync("mount", ["-t", "tmpfs", "-o", "size=20m", "tmpfs", bench.Store]);
        try
        {
            var result = await AgentProcess.RunAsync(bench.Backup("b1", "postgres"));

            Assert.Equal((AgentExitCode.StoreUnreachable, false), (result.ExitCode, result.Transient));
            Assert.Contains("no space left", result.Message);
            Assert.Empty(Manifests(bench));
        }
        finally
        {
            await Run.ToEndAsync("umount", [bench.Store]);
        }
    }

    [Fact]
    public async Task Restore_AgentKilledInTheMiddle_LeavesTheOldDatabaseAndSucceedsWhenRunAgain()
    {
        var server = bulk.Process;
        using var bench = new Bench(server);
        await server.ExecuteAsync("postgres", "create database shop");
        await server.ExecuteAsync("shop", BulkServer.Sql);
        await bench.StoreAsync("b1", "shop");
        await server.ExecuteAsync("shop", "update bulk set body = 'changed' where id = 1");
        var task = bench.Restore("b1", target => target, overwrite: true);
        await using (var agent = AgentProcess.Start(task))
        {
            await StopInTheMiddleAsync(agent);
            agent.Kill();
        }

        var kept = await server.ScalarAsync("shop", "select count(*) from bulk where body = 'changed'");
        var result = await AgentProcess.RunAsync(task);

        Assert.Equal("1", kept);
        Assert.True(result.Restore is not null, result.Message);
        Assert.Equal("0", await server.ScalarAsync("shop", "select count(*) from bulk where body = 'changed'"));
        Assert.Equal(
            "shop",
            await server.ScalarAsync(
                "postgres", "select string_agg(datname, ',') from pg_database where datname like 'shop%'"));
    }

    private static async Task StopInTheMiddleAsync(AgentProcess agent)
    {
        await agent.UntilAsync(line => line.Progress is { ReadBytes: > 1_000_000 });
        await agent.SignalAsync("STOP");
    }

    private static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static List<FileInfo> Packs(Bench bench) =>
    [
        .. new DirectoryInfo(bench.Store).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.FullName.Contains("/packs/", StringComparison.Ordinal)),
    ];

    private static IEnumerable<string> Manifests(Bench bench) =>
        Directory.EnumerateFiles(bench.Store, "*.manifest", SearchOption.AllDirectories);
}
