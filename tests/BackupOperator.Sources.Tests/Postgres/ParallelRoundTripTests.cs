using BackupOperator.Sources.Postgres;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Testing;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>What is dumped in parts comes back as from one dump.</summary>
public sealed class ParallelRoundTripTests(DumpServer server) : IClassFixture<DumpServer>
{
    private readonly MemoryStreams _streams = new();

    [Theory]
    [InlineData("one", 1)]
    [InlineData("three", 3)]
    public async Task Restore_WholeDatabase_IsTheSameAsBefore(string database, int parallelism)
    {
        await server.CreateDifficultAsync(database);
        var before = await server.Process.FingerprintAsync(database);
        await server.ReadAsync(_streams, database, options => options with { Parallelism = parallelism });

        var restored = await server.RestoreAsync(
            _streams, database, $"{database}_2", options => options with { Parallelism = parallelism });

        Assert.Equal(before, await server.Process.FingerprintAsync($"{database}_2"));
        Assert.Equal(DifficultSchema.LargeTables.Order(), OwnStreams().Order());
        Assert.Equal(restored.ComparedTables, Database().Tables.Count(table => table.Rows is not null));
    }

    [Fact]
    public async Task Restore_ByTwoConnections_LoadsTwoTablesAtOnce()
    {
        await server.CreateDifficultAsync("paired");
        var streams = new MeetingStreams(new Rendezvous(2));
        await server.ReadAsync(streams, "paired");

        await server.RestoreAsync(streams, "paired", "paired_2", options => options with { Parallelism = 2 });

        Assert.Equal(2, streams.Tables.Most);
    }

    [Fact]
    public async Task Restore_InOneTransaction_IsTheSameAsBefore()
    {
        // The maintenance database cannot be replaced: what it holds is dropped and loaded in one transaction.
        await server.CreateDifficultAsync("in_place");
        var before = await server.Process.FingerprintAsync("in_place");
        await server.ReadAsync(_streams, "in_place");
        PostgresTargetOptions InPlace(PostgresTargetOptions options) => options with
        {
            OverwriteExisting = true,
            Connection = options.Connection with { MaintenanceDatabase = "in_place" },
        };
        await server.Process.ExecuteAsync(
            "in_place", "update items set t = 'changed'; drop table empty; select lo_unlink(4243)");

        await server.RestoreAsync(_streams, "in_place", "in_place", InPlace);

        Assert.Equal(before, await server.Process.FingerprintAsync("in_place"));
        await server.Process.ExecuteAsync("in_place", "create view hanging as select * from items");
        var hanging = await server.Process.FingerprintAsync("in_place");

        var failure = await Assert.ThrowsAsync<SourceException>(
            () => server.RestoreAsync(_streams, "in_place", "in_place", InPlace));

        Assert.Contains("hanging", failure.Message);
        Assert.Equal(hanging, await server.Process.FingerprintAsync("in_place"));
    }

    [Fact]
    public async Task Restore_DumpOfSomeTables_MakesTheirSchemasAndHasNoOther()
    {
        await server.CreateDifficultAsync("chosen");
        var selection = new PostgresSelection
        {
            IncludeTables = ["\"We.ird*\".*", "a.*", "\"Orders\"", "parent"],
            ExcludeTables = ["\"We.ird*\".\"ta\"\"b.lle ä\""],
        };
        await server.ReadAsync(_streams, "chosen", options => options with { Selection = selection });

        await server.RestoreAsync(_streams, "chosen", "chosen_2");

        string[] arguments = [.. selection.Arguments];
        var before = await server.Process.FingerprintAsync("chosen", arguments);
        var after = await server.Process.FingerprintAsync("chosen_2", arguments);
        Assert.Equal(before.Where(line => !IsContent(line)), after.Where(line => !IsContent(line)));
        var content = after.Where(IsContent).ToList();
        Assert.Equal(
            new[]
            {
                "a.\"b.c\"", "\"We.ird*\".\"ta\"\"b.l*e ä\"", "\"We.ird*\".\"ta\"\"b.lle a\"", "public.\"Orders\"",
                "public.parent",
            }
            .Select(name => $"{DatabaseFingerprint.Content}{name}").Order(StringComparer.Ordinal),
            content.Select(line => line[..line.LastIndexOf(' ')]).Order(StringComparer.Ordinal));
        Assert.Subset(before.ToHashSet(), content.ToHashSet());
        Assert.Equal(["We.ird*|ta\"b.l*e ä", "a|b.c", "public|Orders", "public|parent"], OwnStreams().Order());
    }

    [Fact]
    public async Task Restore_DumpWithoutASchema_LeavesItAlone()
    {
        await server.CreateDifficultAsync("without");
        await server.ReadAsync(_streams, "without", options => options with
        {
            Selection = new PostgresSelection { ExcludeSchemas = ["a", "\"We.ird*\""] },
        });
        await server.Process.ExecuteAsync(
            "without", "update orders set t = 'changed'; update a.\"b.c\" set t = 'stays'");

        await server.RestoreAsync(_streams, "without", "without", options => options with { OverwriteExisting = true });

        Assert.Equal(
            "0", await server.Process.ScalarAsync("without", "select count(*) from orders where t = 'changed'"));
        Assert.Equal(
            "1000", await server.Process.ScalarAsync("without", "select count(*) from a.\"b.c\" where t = 'stays'"));
        Assert.DoesNotContain("a|b.c", OwnStreams());
    }

    [Fact]
    public async Task Restore_DatabaseInAnotherEncoding_KeepsNamesBeyondAsciiWithTheRest()
    {
        const string Sql = """
            create table "größe" as select repeat('ü', 300) t from generate_series(1, 1000);
            create table "Plain" as select repeat('ö', 300) t from generate_series(1, 1000);
            """;
        await server.CreateAsync("latin", Sql, "template template0 encoding 'LATIN1' locale 'C'");
        var before = await server.Process.FingerprintAsync("latin");
        await server.ReadAsync(_streams, "latin");

        await server.RestoreAsync(_streams, "latin", "latin_2");

        Assert.Equal(["public|Plain"], OwnStreams());
        Assert.Equal(before, await server.Process.FingerprintAsync("latin_2"));
    }

    [Theory]
    [InlineData("dotted", "a.b.c", "databases/0-dotted/a%2Eb.c.dump databases/0-dotted/a.b%2Ec.dump")]
    [InlineData("inherited", "parent", "databases/0-inherited/public.parent.dump")]
    [InlineData("strange", "We.ird*.ta\"b.l*e ä", "databases/0-strange/We%2Eird%2A.ta%22b%2El%2Ae%20%C3%A4.dump")]
    public async Task Restore_NamedTable_ReadsNoOtherTablesRows(string database, string table, string streams)
    {
        await server.CreateDifficultAsync(database);
        await server.ReadAsync(_streams, database);
        await server.Process.ExecuteAsync("postgres", $"create database {database}_2");

        var restored = await server.RestoreAsync(
            _streams, database, $"{database}_2", options => options with { Tables = [table] });

        Assert.Equal(
            [$"databases/0-{database}.dump", .. streams.Split(' ')],
            _streams.ReadBytes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1000 * streams.Split(' ').Length, restored.Rows);
        Assert.InRange(_streams.ReadBytes[Database().Stream], 1, 512 * 1024);
    }

    [Fact]
    public async Task Restore_RecordOfVersion1_BringsAllBackFromItsOneStream()
    {
        await server.CreateDifficultAsync("older");
        var before = await server.Process.FingerprintAsync("older");
        await server.ReadAsync(_streams, "older", options => options with { LargeTableBytes = long.MaxValue });
        _streams.Details = DetailsJson.Write(DetailsJson.Read(_streams.Details) with { Version = 1 });

        await server.RestoreAsync(_streams, "older", "older_2");

        Assert.Equal(["databases/0-older.dump"], _streams.Content.Keys);
        Assert.Equal(before, await server.Process.FingerprintAsync("older_2"));
    }

    [Fact]
    public async Task Read_UnchangedTables_AreTheSameBytesNextTime()
    {
        await server.CreateDifficultAsync("again");
        await server.ReadAsync(_streams, "again");
        await server.Process.ExecuteAsync(
            "again", "create table aaa as select 1; drop table empty; update items set t = 'changed' where id = 5; " +
            "select nextval('orders_id_seq')");
        await server.Process.ExecuteAsync("again", "vacuum analyze");
        var next = new MemoryStreams();

        await server.ReadAsync(next, "again");

        var changed = _streams.Content.Keys.Where(stream => !EndsAlike(_streams.Content[stream], next.Content[stream]));
        Assert.Equal(["databases/0-again.dump", "databases/0-again/public.items.dump"], changed.Order());
        Assert.Equal(_streams.Content.Keys.Order(), next.Content.Keys.Order());
    }

    private static bool IsContent(string line) =>
        line.StartsWith(DatabaseFingerprint.Content, StringComparison.Ordinal);

    // Time and numbers of objects stand in the head alone.
    private static bool EndsAlike(byte[] one, byte[] other)
    {
        const int LongestHead = 4 * 1024;
        var length = Math.Min(one.Length, other.Length) - LongestHead;
        return one.AsSpan(^length..).SequenceEqual(other.AsSpan(^length..));
    }

    /// <summary>A stream of a table is opened only when another one is too.</summary>
    private sealed class MeetingStreams(Rendezvous tables) : MemoryStreams
    {
        public Rendezvous Tables => tables;

        public override async Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
        {
            if (name.Split('/').Length > 2)
            {
                await tables.EnterAsync(cancellationToken);
            }

            return await base.OpenAsync(name, cancellationToken);
        }
    }

    private DatabaseDetails Database() => DetailsJson.Read(_streams.Details).Databases[0];

    private IEnumerable<string> OwnStreams() =>
        Database().Tables.Where(table => table.Stream is not null).Select(table => $"{table.Schema}|{table.Name}");
}
