using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>Partitions that are on another server have no indexes, and take none from their whole.</summary>
public sealed class ForeignPartitionTests(DumpServer server) : IClassFixture<DumpServer>
{
    // Nothing reaches what this wrapper stands for.
    private const string Schema = """
        create foreign data wrapper far; create server elsewhere foreign data wrapper far;
        create table p(id int, v int) partition by list (id);
        create table p1 partition of p for values in (1);
        create table p2 partition of p for values in (2, 3) partition by list (id);
        create table p2_near partition of p2 for values in (2);
        create index by_v on p (v);
        create foreign table p2_far partition of p2 for values in (3) server elsewhere;
        insert into p values (1, 10), (2, 20)
        """;

    private readonly MemoryStreams _streams = new();

    [Theory]
    [InlineData("foreign_beside", true, false)]
    [InlineData("foreign_beside_old", false, false)]
    [InlineData("foreign_in_place", true, true)]
    [InlineData("foreign_in_place_old", false, true)]
    public async Task Restore_WholeWithForeignPartition_ComesBack(string database, bool recorded, bool inPlace)
    {
        await server.CreateAsync(database, Schema);
        await server.ReadAsync(_streams, database);
        if (!recorded)
        {
            var details = DetailsJson.Read(_streams.Details);
            var one = details.Databases[0];
            var tables = one.Tables.Select(table => table with { Indexes = null, Constraints = null });
            _streams.Details = DetailsJson.Write(details with { Databases = [one with { Tables = [.. tables] }] });
        }

        await server.Process.ExecuteAsync(database, "delete from p1");

        await server.RestoreAsync(_streams, database, database, options => options with
        {
            Schemas = inPlace ? ["public"] : [],
            OverwriteExisting = true,
        });

        Assert.Equal("2", await server.Process.ScalarAsync(
            database, "select (select count(*) from p1) + (select count(*) from p2_near)"));
        Assert.Equal("2", await server.Process.ScalarAsync(
            database, "select sum(reltuples)::int from pg_class where relname in ('p1', 'p2_near')"));
        Assert.Equal("p2", await server.Process.ScalarAsync(
            database, "select inhparent::regclass::text from pg_inherits where inhrelid = 'p2_far'::regclass"));
        Assert.Equal("2", await server.Process.ScalarAsync(
            database,
            "select count(*) from pg_inherits h join pg_index i on i.indexrelid = h.inhrelid " +
            "where h.inhparent = 'by_v'::regclass"));
    }

    [Fact]
    public async Task Restore_PartitionWithForeignPartitionIntoItsWhole_IsAttached()
    {
        await server.CreateAsync(
            "foreign_lone",
            $"{Schema}; create schema parts; alter table p2 set schema parts; alter table p2_near set schema parts; " +
            "alter foreign table p2_far set schema parts");
        await server.ReadAsync(_streams, "foreign_lone");
        await server.Process.ExecuteAsync("foreign_lone", "delete from parts.p2_near");

        await server.RestoreAsync(_streams, "foreign_lone", "foreign_lone", options => options with
        {
            Schemas = ["parts"],
            OverwriteExisting = true,
        });

        Assert.Equal("1", await server.Process.ScalarAsync("foreign_lone", "select count(*) from parts.p2_near"));
        Assert.Equal("p", await server.Process.ScalarAsync(
            "foreign_lone", "select inhparent::regclass::text from pg_inherits where inhrelid = 'parts.p2'::regclass"));
    }
}
