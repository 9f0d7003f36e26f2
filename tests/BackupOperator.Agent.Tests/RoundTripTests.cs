using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests;

public sealed class RoundTripTests(Server server)
{
    [Fact]
    public async Task Restore_UnderAnotherName_BringsEverythingBack()
    {
        using var bench = new Bench(server.Process);
        var database = await server.RichDatabaseAsync("round_trip");
        var before = await server.Process.TextAsync(database);
        var source = await bench.StoreAsync("b1", database);

        var check = await AgentProcess.RunAsync(bench.Check("b1"));
        var restore = await AgentProcess.RunAsync(
            bench.Restore("b1", target => target with { Databases = [To(database, "round_trip_2")] }));

        Assert.Equal(before, await server.Process.TextAsync("round_trip_2"));
        Assert.True(check.Check is { Problems: 0, DumpEntries: > 40 }, check.Message);
        Assert.Equal(source.ReadBytes, check.Check!.PlainBytes);
        Assert.True(restore.Restore is { Databases: 1, Tables: 10, ComparedTables: 9 }, restore.Message);
        Assert.Equal(source.Rows, restore.Restore!.Rows);
        Assert.Equal(RichSchema.Orders + 1000 + 1000 + 300 + 10 + 3 + 5 + 7, source.Rows);
    }

    [Fact]
    public async Task Restore_LargeTablesByManyConnections_BringsEverythingBack()
    {
        using var bench = new Bench(server.Process);
        var database = await server.RichDatabaseAsync("large");
        await server.Process.ExecuteAsync(database, BulkServer.Sql);
        await bench.StoreAsync("b1", database);
        var task = bench.Restore("b1", target => target with { Databases = [To(database, "large_2")] });

        var check = await AgentProcess.RunAsync(bench.Check("b1"));
        var restore = await AgentProcess.RunAsync(task with { Restore = task.Restore! with { Parallelism = 3 } });

        Assert.True(check.Check is { Problems: 0, DumpEntries: > 40 }, check.Message);
        Assert.True(restore.Restore is not null, restore.Message);
        foreach (var checksum in new[] { Checksum, "select md5(string_agg(md5(b::text), '' order by id)) from bulk b" })
        {
            Assert.Equal(
                await server.Process.ScalarAsync(database, checksum),
                await server.Process.ScalarAsync("large_2", checksum));
        }
    }

    [Fact]
    public async Task Restore_IntoDatabaseThatHoldsData_IsRefusedAndTouchesNothing()
    {
        using var bench = new Bench(server.Process);
        var database = await server.RichDatabaseAsync("refused");
        await bench.StoreAsync("b1", database);
        await server.Process.ExecuteAsync(database, "delete from orders where id = 1");
        var before = await server.Process.TextAsync(database);

        var refused = await AgentProcess.RunAsync(
            bench.Restore("b1", target => target with { Databases = [To(database, null)] }));

        Assert.Equal((AgentExitCode.BadInput, AgentReason.TargetNotEmpty), (refused.ExitCode, refused.Reason));
        Assert.Contains($"database {database} holds", refused.Message);
        Assert.Contains("overwriteExisting", refused.Message);
        Assert.Equal(before, await server.Process.TextAsync(database));
    }

    [Fact]
    public async Task Restore_OverDatabaseInUse_ReplacesItWhole()
    {
        using var bench = new Bench(server.Process);
        var database = await server.RichDatabaseAsync("replaced");
        var before = await server.Process.TextAsync(database);
        await bench.StoreAsync("b1", database);
        await server.Process.ExecuteAsync(
            database, "drop table orders; create table later(i int); update customers set name = 'x' || id");
        await using var user = new Npgsql.NpgsqlConnection(server.Process.ConnectionString(database));
        await user.OpenAsync(TestContext.Current.CancellationToken);

        var restore = await AgentProcess.RunAsync(
            bench.Restore("b1", target => target with { Databases = [To(database, null)] }, overwrite: true));

        Assert.True(restore.Restore is not null, restore.Message);
        Assert.Equal(before, await server.Process.TextAsync(database));
        Assert.Equal("0", await server.Process.ScalarAsync(
            "postgres", "select count(*) from pg_database where datname like 'replaced\\_%'"));
    }

    [Fact]
    public async Task Restore_NamedTables_BringsThemWithIndexesAndSequencesAndLeavesTheRest()
    {
        using var bench = new Bench(server.Process);
        var database = await server.RichDatabaseAsync("partial");
        var before = await server.Process.TextAsync(database);
        await bench.StoreAsync("b1", database);
        await server.Process.ExecuteAsync(database, "drop table orders; delete from events; update child set b = 9");

        var restore = await AgentProcess.RunAsync(bench.Restore(
            "b1", target => target with { Databases = [To(database, null)], Tables = ["orders", "public.events"] },
            overwrite: true));

        Assert.True(restore.Restore is { Tables: 4 }, restore.Message);
        Assert.Equal("7", await server.Process.ScalarAsync(database, "select count(*) from child where b = 9"));
        await server.Process.ExecuteAsync(database, "update child set b = 2");
        Assert.Equal(
            Lines(before).Where(IsOfOrders), Lines(await server.Process.TextAsync(database)).Where(IsOfOrders));
    }

    [Fact]
    public async Task Restore_TablesThatFailInTheMiddle_LeavesTheTargetAsItWas()
    {
        using var bench = new Bench(server.Process);
        var database = await server.RichDatabaseAsync("rolled_back");
        await bench.StoreAsync("b1", database);

        // A view that is not in the backup hangs on the table: dropping it would take the view along.
        await server.Process.ExecuteAsync(database, "create view hanging as select id from orders");
        var before = await server.Process.TextAsync(database);

        var restore = await AgentProcess.RunAsync(bench.Restore(
            "b1", target => target with { Databases = [To(database, null)], Tables = ["customers", "orders"] },
            overwrite: true));

        Assert.Equal(AgentExitCode.SourceUnreachable, restore.ExitCode);
        Assert.Contains("hanging", restore.Message);
        Assert.Equal(before, await server.Process.TextAsync(database));
    }

    [Fact]
    public async Task Backup_ExcludedTables_AreNotInItAndSurviveARestoreOverThem()
    {
        using var bench = new Bench(server.Process);
        var database = await server.RichDatabaseAsync("patterns");
        var source = await bench.StoreAsync("b1", database, postgres => postgres with
        {
            Exclude = new() { Tables = ["temp_*"], Schemas = ["aud*"] },
        });
        await server.Process.ExecuteAsync(database, "delete from events");

        var restore = await AgentProcess.RunAsync(
            bench.Restore("b1", target => target with { Databases = [To(database, null)] }, overwrite: true));

        Assert.True(restore.Restore is not null, restore.Message);
        Assert.Equal(8, source.Tables);
        Assert.Equal("1310", await server.Process.ScalarAsync(
            database,
            "select (select count(*) from events) + (select count(*) from temp_scratch) + (select count(*) from " +
            "audit.log)"));
    }

    [Fact]
    public async Task Restore_RolesThatAreMissing_AreMadeWithTheirPasswordsAndOthersLeftAlone()
    {
        using var bench = new Bench(server.Process);
        await server.Process.ExecuteAsync(
            "postgres",
            "create role clerk login password 'one'; create role kept login password 'two'; grant kept to clerk");
        await server.Process.ExecuteAsync("postgres", "create database roles_db owner clerk");
        await server.Process.ExecuteAsync("roles_db", "create table t(i int); alter table t owner to clerk");
        await bench.StoreAsync("b1", "roles_db");
        var hash = await server.Process.ScalarAsync(
            "postgres", "select rolpassword from pg_authid where rolname = 'clerk'");
        await server.Process.ExecuteAsync("postgres", "drop database roles_db");
        await server.Process.ExecuteAsync("postgres", "drop role clerk; alter role kept connection limit 3");

        var without = await AgentProcess.RunAsync(bench.Restore("b1", target => target));
        var with = await AgentProcess.RunAsync(bench.Restore("b1", target => target with { Globals = true }));

        Assert.Equal(AgentExitCode.BadInput, without.ExitCode);
        Assert.Contains("no role clerk", without.Message);
        Assert.True(with.Restore is not null, with.Message);
        Assert.Equal(
            hash,
            await server.Process.ScalarAsync("postgres", "select rolpassword from pg_authid where rolname = 'clerk'"));
        Assert.Equal(
            "3",
            await server.Process.ScalarAsync("postgres", "select rolconnlimit from pg_roles where rolname = 'kept'"));
        Assert.Equal(
            "clerk",
            await server.Process.ScalarAsync(
                "postgres", "select pg_get_userbyid(datdba) from pg_database where datname = 'roles_db'"));
    }

    private const string Checksum = "select md5(string_agg(o::text, ',' order by id)) from orders o";

    private static DatabaseMapping To(string name, string? target) => new() { Name = name, TargetName = target };

    private static string[] Lines(string text) => text.Split('\n');

    // Definitions and rows of what was brought back; the order of objects in a dump follows their names alone.
    private static bool IsOfOrders(string line) =>
        line.Contains("orders", StringComparison.Ordinal) || line.Contains("events", StringComparison.Ordinal)
        || line.Contains('\t');
}
