using BackupOperator.Sources.Postgres;
using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>What comes back of a partitioned table has all of its keys and indexes, valid and attached.</summary>
public sealed class PartitionRestoreTests(DumpServer server) : IClassFixture<DumpServer>
{
    private readonly MemoryStreams _streams = new();

    [Theory]
    [InlineData("over_whole", "m,r", "delete from r; delete from m")]
    [InlineData("over_each", "m,m_jan,m_feb,m_feb_low,r", "delete from r; update m set v = v + 1000")]
    [InlineData("after_drop", "m,r", "drop table r; drop table m")]
    [InlineData("without_keys", "m,r", "drop table r; alter table m drop constraint m_pkey; drop index \"by note\"")]
    [InlineData("one_detached", "m,r", "drop table r; alter table m detach partition m_jan; drop table m_jan")]
    [InlineData("referenced", "m", "drop table r; delete from m", false)]
    [InlineData("one_partition", "m_jan", "delete from m_jan", false)]
    [InlineData("lost_partition", "m_jan", "drop table m_jan", false)]
    [InlineData("nested", "m_feb", "drop table m_feb", false)]
    [InlineData("nested_over", "m_feb", "update m_feb set v = v + 1000", false)]
    [InlineData("nested_leaf", "m_feb_low", "delete from m_feb_low", false)]
    [InlineData("nested_default", "m_feb the rest", "drop table \"m_feb the rest\"", false)]
    [InlineData("two_partitions", "m_jan,m_feb", "delete from m", false)]
    public async Task Restore_OfPartitionedTable_HasItsKeysValidAndAttached(
        string database, string tables, string change, bool isReferred = true)
    {
        await server.CreateAsync(database, PartitionedSchema.Sql);
        await server.Process.ExecuteAsync(database, isReferred ? "select" : "drop table r");
        await server.ReadAsync(_streams, database);
        var before = await server.Process.ScalarAsync(database, PartitionedSchema.State);
        await server.Process.ExecuteAsync(
            database, isReferred ? change : change.Replace("drop table r; ", "", StringComparison.Ordinal));

        await RestoreAsync(database, tables.Split(','));

        Assert.Equal(before, await server.Process.ScalarAsync(database, PartitionedSchema.State));
        Assert.Equal("50", await server.Process.ScalarAsync(database, "select count(*) from m where v < 1000"));
        await server.Process.ExecuteAsync(
            database,
            "insert into m values (0, '2024-01-01', 7, 'x') on conflict (id, ts) do update set note = 'seen'");
        Assert.Equal("1", await server.Process.ScalarAsync(database, "select count(*) from m where note = 'seen'"));
    }

    [Fact]
    public async Task Restore_RecordThatNamesNoKeys_HasThemValidAndAttached()
    {
        await server.CreateAsync("before_keys", PartitionedSchema.Sql);
        await server.ReadAsync(_streams, "before_keys");
        var details = DetailsJson.Read(_streams.Details);
        var database = details.Databases[0];
        var tables = database.Tables.Select(table => table with { Indexes = null, Constraints = null });
        _streams.Details = DetailsJson.Write(details with { Databases = [database with { Tables = [.. tables] }] });
        var before = await server.Process.ScalarAsync("before_keys", PartitionedSchema.State);

        await RestoreAsync("before_keys", "m", "r");

        Assert.Equal(before, await server.Process.ScalarAsync("before_keys", PartitionedSchema.State));
    }

    [Theory]
    [InlineData("m_jan", "31")]
    [InlineData("m_feb", "19")]
    public async Task Restore_PartitionWhereItsWholeIsNot_IsATableOfItsOwn(string table, string rows)
    {
        var database = $"alone_{table}";
        await server.CreateAsync(database, PartitionedSchema.Sql);
        await server.ReadAsync(_streams, database);
        await server.CreateAsync($"{database}_2", "select");

        await server.RestoreAsync(_streams, database, $"{database}_2", options => options with { Tables = [table] });

        Assert.Equal(rows, await server.Process.ScalarAsync($"{database}_2", $"select count(*) from {table}"));
        Assert.Equal(
            $"{table}_pkey", await server.Process.ScalarAsync(
                $"{database}_2",
                "select indexrelid::regclass::text from pg_index " +
                $"where indrelid = '{table}'::regclass and indisprimary and indisvalid"));
    }

    [Fact]
    public async Task Restore_BackupOfOnePartition_WorksWithAndWithoutItsWhole()
    {
        await server.CreateAsync("chosen_part", PartitionedSchema.Sql);
        await server.Process.ExecuteAsync("chosen_part", "drop table r");
        var before = await server.Process.ScalarAsync("chosen_part", PartitionedSchema.State);
        await server.ReadAsync(_streams, "chosen_part", options => options with
        {
            Selection = new PostgresSelection { IncludeTables = ["m_feb", "m_feb_low", "\"m_feb the rest\""] },
        });
        await server.Process.ExecuteAsync("chosen_part", "delete from m_feb");

        await RestoreAsync("chosen_part");
        await server.RestoreAsync(_streams, "chosen_part", "chosen_part_2");

        Assert.Equal(before, await server.Process.ScalarAsync("chosen_part", PartitionedSchema.State));
        Assert.Equal("50", await server.Process.ScalarAsync("chosen_part", "select count(*) from m"));
        Assert.Equal("19", await server.Process.ScalarAsync("chosen_part_2", "select count(*) from m_feb"));
    }

    [Theory]
    [InlineData("schema_of_whole", "public")]
    [InlineData("schema_of_parts", "parts")]
    [InlineData("schema_of_both", "public,parts")]
    public async Task Restore_SchemaOfPartitionedTable_HasItsKeysValidAndAttached(string database, string schemas)
    {
        await server.CreateAsync(
            database,
            $"{PartitionedSchema.Sql}; drop table r; create schema parts; " +
            "alter table m_jan set schema parts; alter table m_feb_low set schema parts");
        await server.ReadAsync(_streams, database);
        var before = await server.Process.ScalarAsync(database, PartitionedSchema.State);
        await server.Process.ExecuteAsync(database, "update m set note = 'changed'; delete from m where id = 3");

        await server.RestoreAsync(_streams, database, database, options => options with
        {
            Schemas = schemas.Split(','),
            OverwriteExisting = true,
        });

        Assert.Equal(before, await server.Process.ScalarAsync(database, PartitionedSchema.State));
        Assert.Equal(
            "0", await server.Process.ScalarAsync(database, "select count(*) from parts.m_jan where note = 'changed'"));
    }

    private Task<RestoreSummary> RestoreAsync(string database, params string[] tables) => server.RestoreAsync(
        _streams, database, database, options => options with { Tables = tables, OverwriteExisting = true });
}
