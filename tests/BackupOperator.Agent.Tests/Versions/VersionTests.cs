using System.Globalization;
using BackupOperator.Contract;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests.Versions;

/// <summary>From servers of one major into those of another, by the clients that an image holds.</summary>
public sealed class VersionTests
{
    private const string Image = "15 17 18";
    private static readonly int[] Majors = [13, 14, 15, 16, 17, 18];

    /// <summary>Source, target, clients at hand: a few, or with BACKUPOPERATOR_SOAK=1 each into each that is not
    /// older, and each into itself by a client that is much newer.</summary>
    public static IEnumerable<TheoryDataRow<int, int, string>> Pairs()
    {
        if (Environment.GetEnvironmentVariable("BACKUPOPERATOR_SOAK") != "1")
        {
            return [new(15, 15, Image), new(15, 18, Image), new(18, 18, Image), new(15, 15, "18")];
        }

        var upwards = Majors.SelectMany(source => Majors.Where(target => target >= source)
            .Select(target => new TheoryDataRow<int, int, string>(source, target, Image)));
        return upwards.Concat(Majors.Select(major => new TheoryDataRow<int, int, string>(major, major, "18")));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Restore_IntoAMajorThatIsNotOlder_HoldsTheSameContent(int source, int target, string clients)
    {
        using var folder = Clients(clients);
        var (from, to) = (MajorServer.Require(source), MajorServer.Require(target));
        using var bench = new Bench(from.Port, from.Password);
        var database = $"from_{source}_to_{target}_by_{clients.Replace(' ', '_')}";
        await from.DropAsync(database);
        await to.DropAsync($"{database}_2");
        await from.ExecuteAsync("postgres", $"create database {database}");
        await from.ExecuteAsync(database, RichSchema.Sql);
        var before = await from.FingerprintAsync(database);

        var stored = await bench.StoreAsync("b1", database, clients: folder.Path);
        var check = await AgentProcess.RunAsync(bench.Check("b1"), folder.Path);
        bench.ConnectTo(to.Port, to.Password);
        var restore = await AgentProcess.RunAsync(Restore(bench, database), folder.Path);

        Assert.True(check.Check is { Problems: 0 }, check.Message);
        Assert.True(restore.Restore is { Tables: 10, ComparedTables: 9 }, restore.Message);
        Assert.Equal(stored.Rows, restore.Restore!.Rows);
        Assert.Equal(before, await to.FingerprintAsync($"{database}_2"));
        await from.DropAsync(database);
        await to.DropAsync($"{database}_2");
    }

    [Fact]
    public async Task Restore_InOneTransactionByAClientNewerThanTheServer_HoldsTheSameContent()
    {
        using var folder = Clients("18");
        var server = MajorServer.Require(15);
        using var bench = new Bench(server.Port, server.Password);
        const string Database = "transaction_by_18";
        await server.DropAsync(Database);
        await server.ExecuteAsync("postgres", $"create database {Database}");
        await server.ExecuteAsync(Database, RichSchema.Sql);
        var before = await server.FingerprintAsync(Database);
        await bench.StoreAsync("b1", Database, clients: folder.Path);
        await server.ExecuteAsync(Database, "delete from events; drop index events_day_idx");
        var task = bench.Restore(
            "b1", target => target with { Databases = [new() { Name = Database }], Tables = ["public.events"] },
            overwrite: true);

        var restore = await AgentProcess.RunAsync(task, folder.Path);

        Assert.True(restore.Restore is not null, restore.Message);
        Assert.Equal(before, await server.FingerprintAsync(Database));
        await server.DropAsync(Database);
    }

    [Fact]
    public async Task Restore_IntoAnOlderMajor_IsRefusedByNameBeforeAnythingIsLoaded()
    {
        using var folder = Clients(Image);
        var (from, to) = (MajorServer.Require(18), MajorServer.Require(15));
        using var bench = new Bench(from.Port, from.Password);
        await bench.StoreAsync("b1", "postgres", clients: folder.Path);
        bench.ConnectTo(to.Port, to.Password);

        var refused = await AgentProcess.RunAsync(Restore(bench, "postgres"), folder.Path);

        Assert.Equal(AgentExitCode.BadInput, refused.ExitCode);
        Assert.Contains("is PostgreSQL 15, the backup is of PostgreSQL 18", refused.Message);
        Assert.False(await to.HasAsync("postgres_2"));
    }

    [Fact]
    public async Task Restore_ByAnImageWithoutTheClientThatMadeTheDump_SaysBothVersions()
    {
        using var folder = Clients(Image);
        using var older = Clients("15 17");
        var server = MajorServer.Require(18);
        using var bench = new Bench(server.Port, server.Password);
        await bench.StoreAsync("b1", "postgres", clients: folder.Path);

        var refused = await AgentProcess.RunAsync(Restore(bench, "postgres"), older.Path);

        Assert.Equal(AgentExitCode.BadInput, refused.ExitCode);
        Assert.Contains("is PostgreSQL 18, the newest client in this image is 17", refused.Message);
    }

    [Fact]
    public async Task Backup_ServerNewerThanEveryClient_SaysBothVersions()
    {
        using var clients = ClientFolder.OfDistribution();
        var server = MajorServer.Require(18);
        using var bench = new Bench(server.Port, server.Password);

        var refused = await AgentProcess.RunAsync(bench.Backup("b1", "postgres"), clients.Path);

        Assert.Equal(AgentExitCode.BadInput, refused.ExitCode);
        Assert.Contains("is PostgreSQL 18, the newest client in this image is 15", refused.Message);
    }

    private static AgentTask Restore(Bench bench, string database) => bench.Restore(
        "b1", target => target with
        {
            Databases = [new() { Name = database, TargetName = $"{database}_2" }],
            Globals = true,
        });

    private static ClientFolder Clients(string majors) =>
        ClientFolder.Of([.. majors.Split(' ').Select(major => int.Parse(major, CultureInfo.InvariantCulture))]);
}
