namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>What is beside partitioned tables, or hangs on them, comes back in an order that works.</summary>
public sealed class PartitionOrderTests(DumpServer server) : IClassFixture<DumpServer>
{
    // The view depends on the key, and so is made after the rows.
    private const string View = """
        create table c(id int primary key, name text, v int);
        insert into c select g, 'c' || g, g from generate_series(1, 9) g;
        create materialized view mv as select c.id, c.name, sum(m.v) as total from c left join m on m.id = c.id
            group by c.id;
        create unique index mv_by_id on mv (id);
        comment on index mv_by_id is 'one of each'
        """;

    // The functions depend on the table, and so are dropped before it.
    private const string Functions = """
        create table q(id int);
        create function all_q() returns setof q language sql as 'select * from q';
        create function tf() returns trigger language plpgsql as 'begin perform all_q(); return new; end';
        create function tf(q) returns int language sql as 'select 1';
        create trigger seen after insert on q for each row execute function tf();
        insert into q values (1)
        """;

    private readonly MemoryStreams _streams = new();

    [Theory]
    [InlineData("view_beside", false)]
    [InlineData("view_in_place", true)]
    public async Task Restore_MaterializedViewThatDependsOnAKey_ComesBackWithItsIndex(string database, bool inPlace)
    {
        await server.CreateAsync(database, $"{PartitionedSchema.Sql}{View}");
        await server.ReadAsync(_streams, database);
        var before = await server.Process.ScalarAsync(database, PartitionedSchema.State);

        await server.RestoreAsync(_streams, database, database, options => options with
        {
            Schemas = inPlace ? ["public"] : [],
            OverwriteExisting = true,
        });

        Assert.Equal(before, await server.Process.ScalarAsync(database, PartitionedSchema.State));
        Assert.Equal("9", await server.Process.ScalarAsync(database, "select count(*) from mv"));
        Assert.Equal(
            "one of each",
            await server.Process.ScalarAsync(database, "select obj_description('mv_by_id'::regclass, 'pg_class')"));
    }

    [Fact]
    public async Task Restore_TriggerFunctionBesideOneOfTheTablesRows_ReplacesBoth()
    {
        await server.CreateAsync("functions", $"{PartitionedSchema.Sql}{Functions}");
        await server.ReadAsync(_streams, "functions");
        var before = await server.Process.ScalarAsync("functions", PartitionedSchema.State);
        await server.Process.ExecuteAsync("functions", "insert into q values (2)");

        await server.RestoreAsync(_streams, "functions", "functions", options => options with
        {
            Schemas = ["public"],
            OverwriteExisting = true,
        });

        Assert.Equal(before, await server.Process.ScalarAsync("functions", PartitionedSchema.State));
        Assert.Equal("1", await server.Process.ScalarAsync("functions", "select count(*) from q"));
    }
}
