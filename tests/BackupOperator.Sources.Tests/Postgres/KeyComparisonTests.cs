using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Postgres.Restoring;
using Npgsql;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>What is not as it was, of keys and indexes, is found; what was not better before is no fault.</summary>
public sealed class KeyComparisonTests(DumpServer server) : IClassFixture<DumpServer>
{
    private readonly MemoryStreams _streams = new();

    [Theory]
    [InlineData("invalid", "alter table only m add primary key (id, ts)", "index m_pkey of public.m is not valid")]
    [InlineData("missing", "select", "index m_pkey of public.m is missing; constraint m_pkey of public.m is missing")]
    [InlineData("alone", "alter table m add primary key (id, ts); alter table m detach partition m_jan",
        "index m_jan_pkey of public.m_jan is not attached to m_pkey")]
    [InlineData("checked", "alter table r add constraint r_id_ts_fkey foreign key (id, v) references s not valid",
        "constraint r_id_ts_fkey of public.r is not validated")]
    public async Task Compare_KeyThatIsNotAsItWas_IsNamed(string database, string change, string problem)
    {
        await CreateAsync(database);
        await server.ReadAsync(_streams, database);
        await server.Process.ExecuteAsync(
            database,
            "create table s(id int, v int, primary key (id, v)); alter table r add v int; " +
            $"alter table r drop constraint r_id_ts_fkey; alter table m drop constraint m_pkey; {change}");

        var failure = await Assert.ThrowsAsync<SourceException>(() => CompareAsync(database, Tables()));

        Assert.Equal(SourceFailure.Damaged, failure.Failure);
        Assert.Contains(problem, failure.Message);
    }

    [Fact]
    public async Task Compare_RecordThatNamesNoKeys_FindsInvalidOnes()
    {
        await CreateAsync("unrecorded");
        await server.ReadAsync(_streams, "unrecorded");
        var tables = Tables().Select(WithoutKeys).ToList();
        await CompareAsync("unrecorded", tables);
        await server.Process.ExecuteAsync(
            "unrecorded",
            "alter table r drop constraint r_id_ts_fkey; alter table m drop constraint m_pkey; " +
            "alter table only m add primary key (id, ts)");

        var failure = await Assert.ThrowsAsync<SourceException>(() => CompareAsync("unrecorded", tables));

        Assert.Contains("index m_pkey of public.m is not valid", failure.Message);
    }

    [Theory]
    [InlineData("lost_beside", false)]
    [InlineData("lost_in_place", true)]
    public async Task Restore_IndexThatIsNotInTheDump_FailsAndKeepsTheOldRows(string database, bool inPlace)
    {
        await CreateAsync(database);
        await server.ReadAsync(_streams, database);
        Change(table => table.Name == "m_jan" ? table with { Indexes = [new IndexDetails("lost", null)] } : table);
        await server.Process.ExecuteAsync(database, "update m set note = 'newer'");

        var failure = await Assert.ThrowsAsync<SourceException>(
            () => RestoreAsync(database, database, inPlace ? ["m", "r"] : []));

        Assert.Contains("index lost of public.m_jan is missing", failure.Message);
        Assert.Equal(SourceFailure.Damaged, failure.Failure);
        Assert.Equal("50", await server.Process.ScalarAsync(database, "select count(*) from m where note = 'newer'"));
    }

    [Theory]
    [InlineData("unfinished", true)]
    [InlineData("unfinished_before", false)]
    public async Task Restore_KeysThatWereNotValidInTheSource_AreNoFault(string database, bool recorded)
    {
        await CreateAsync(database);
        await server.Process.ExecuteAsync(
            database,
            "create index waiting on only m (ts); create table w(i int); insert into w values (-1), (-1); " +
            "alter table w add constraint positive check (i > 0) not valid; " +
            "alter table r add constraint later check (id > 1000) not valid; " +
            "create table x(id int, ts date); insert into x values (77, '2024-01-01'); " +
            "alter table x add foreign key (id, ts) references m not valid");
        await Assert.ThrowsAsync<PostgresException>(
            () => server.Process.ExecuteAsync(database, "create unique index concurrently broken on w (i)"));
        var before = await server.Process.ScalarAsync(database, PartitionedSchema.State);
        Assert.Contains("index broken f", before);
        var sound = string.Join(
            '\n', before.Split('\n').Where(line => !line.StartsWith("index broken", StringComparison.Ordinal)));
        await server.ReadAsync(_streams, database);
        Change(table => recorded ? table : WithoutKeys(table));

        await RestoreAsync(database, $"{database}_2");
        Assert.Equal(sound, await server.Process.ScalarAsync($"{database}_2", PartitionedSchema.State));
        await RestoreAsync(database, database, "m", "r", "w", "x");
        Assert.Equal(sound, await server.Process.ScalarAsync(database, PartitionedSchema.State));
    }

    private static TableDetails WithoutKeys(TableDetails table) => table with { Indexes = null, Constraints = null };

    private Task CreateAsync(string database) => server.CreateAsync(database, PartitionedSchema.Sql);

    private IReadOnlyList<TableDetails> Tables() => DetailsJson.Read(_streams.Details).Databases[0].Tables;

    private void Change(Func<TableDetails, TableDetails> change)
    {
        var details = DetailsJson.Read(_streams.Details);
        var database = details.Databases[0];
        _streams.Details = DetailsJson.Write(details with
        {
            Databases = [database with { Tables = [.. database.Tables.Select(change)] }],
        });
    }

    private async Task CompareAsync(string database, IReadOnlyList<TableDetails> tables)
    {
        var names = tables.ToDictionary(table => table.Oid, table => table.SqlName);
        await using var connection = new NpgsqlConnection(server.Process.ConnectionString(database));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await KeyComparison.RunAsync(
            connection, database,
            tables.Select(table => new KeyCheck(
                table, table.Parent is { } parent ? names[parent] : null, FoundWhole: null, MustBeValid: true)),
            TestContext.Current.CancellationToken);
    }

    private Task<RestoreSummary> RestoreAsync(string database, string target, params string[] tables) =>
        server.RestoreAsync(
            _streams, database, target, options => options with { Tables = tables, OverwriteExisting = true });
}
