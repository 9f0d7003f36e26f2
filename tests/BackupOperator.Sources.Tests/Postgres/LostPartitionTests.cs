using BackupOperator.Sources.Postgres;
using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>What became a partition after the backup is not dropped with its whole, and none is left behind.</summary>
public sealed class LostPartitionTests(DumpServer server) : IClassFixture<DumpServer>
{
    private const string Newer = "create table m_mar partition of m for values from ('2024-03-01') to ('2024-04-01')";

    private readonly MemoryStreams _streams = new();

    [Theory]
    [InlineData("newer", $"{Newer}; insert into m values (1, '2024-03-03', 1, 'new')", "public.m_mar")]
    [InlineData("newer_below", "create table \"M low\" partition of m_feb for values in (7)", "public.M low")]
    [InlineData("newer_foreign",
        "alter table r drop constraint r_id_ts_fkey; alter table m drop constraint m_pkey; " +
        "alter table m drop constraint \"once only\"; drop index m_id_ts_note_idx; " +
        "create foreign data wrapper far; create server elsewhere foreign data wrapper far; " +
        "create foreign table m_far partition of m for values from ('2023-01-01') to ('2024-01-01') server elsewhere",
        "public.m_far")]
    public async Task Restore_WholeWithPartitionThatTheBackupHasNot_IsRefusedAndNamesIt(
        string database, string change, string name)
    {
        await server.CreateAsync(database, PartitionedSchema.Sql);
        await server.ReadAsync(_streams, database);
        await server.Process.ExecuteAsync(database, $"{change}; update m_jan set note = 'newer'");

        var failure = await Assert.ThrowsAsync<SourceException>(() => RestoreAsync(database, "m", "r"));

        Assert.Equal(SourceFailure.BadInput, failure.Failure);
        Assert.Contains(name, failure.Message);
        Assert.Contains("DETACH PARTITION", failure.Message);
        Assert.Equal(
            "31", await server.Process.ScalarAsync(database, "select count(*) from m_jan where note = 'newer'"));
    }

    [Fact]
    public async Task Restore_WholeAfterNewerPartitionIsDetached_KeepsItsRows()
    {
        await server.CreateAsync("detached", PartitionedSchema.Sql);
        await server.ReadAsync(_streams, "detached");
        await server.Process.ExecuteAsync(
            "detached",
            $"{Newer}; insert into m values (1, '2024-03-03', 1, 'new'); alter table m detach partition m_mar");

        await RestoreAsync("detached", "m", "r");

        Assert.Equal("1", await server.Process.ScalarAsync("detached", "select count(*) from m_mar"));
        Assert.Equal("50", await server.Process.ScalarAsync("detached", "select count(*) from m"));
    }

    [Fact]
    public async Task Restore_PartitionOfUnknownWhole_IsATableOfItsOwnOrStaysAPartition()
    {
        await server.CreateAsync("unnamed", PartitionedSchema.Sql);
        await server.Process.ExecuteAsync("unnamed", "drop table r; alter table m_jan enable trigger stamped");
        await server.ReadAsync(_streams, "unnamed", options => options with
        {
            Selection = new PostgresSelection { IncludeTables = ["m_jan"] },
        });
        var details = DetailsJson.Read(_streams.Details);
        var one = details.Databases[0];
        var tables = one.Tables.Select(table => table with { ParentName = null });
        _streams.Details = DetailsJson.Write(details with { Databases = [one with { Tables = [.. tables] }] });

        await server.RestoreAsync(_streams, "unnamed", "unnamed_2");
        await RestoreAsync("unnamed");

        Assert.Equal("31", await server.Process.ScalarAsync("unnamed_2", "select count(*) from m_jan"));
        Assert.Equal("50", await server.Process.ScalarAsync("unnamed", "select count(*) from m"));
    }

    [Fact]
    public async Task Restore_CloneOfTriggerThatTheServerCallsInternal_StaysSwitchedOff()
    {
        // Servers before 15 mark the triggers that partitions have from their whole as internal.
        await server.CreateAsync("internal", PartitionedSchema.Sql);
        await server.Process.ExecuteAsync(
            "internal",
            "set allow_system_table_mods = on; update pg_trigger set tgisinternal = true where tgparentid <> 0");
        await server.ReadAsync(_streams, "internal");
        await server.CreateAsync(
            "internal_2",
            "create function stamp() returns trigger language plpgsql as 'begin return new; end'");

        await server.RestoreAsync(_streams, "internal", "internal_2", options => options with { Tables = ["m"] });

        Assert.Equal("D", await server.Process.ScalarAsync(
            "internal_2",
            "select tgenabled::text from pg_trigger where tgrelid = 'm_jan'::regclass and tgname = 'stamped'"));
    }

    private Task<RestoreSummary> RestoreAsync(string database, params string[] tables) => server.RestoreAsync(
        _streams, database, database, options => options with { Tables = tables, OverwriteExisting = true });
}
