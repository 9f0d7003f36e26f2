using System.Globalization;
using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>Rows that pass by in a dump are those that the server counts.</summary>
public sealed class ArchiveRowsTests(DumpServer server) : IClassFixture<DumpServer>
{
    private const string Odd = """
        create table no_rows(id int);
        create table no_columns();
        insert into no_columns select from generate_series(1, 7);
        create table only_generated(a int generated always as (1) stored);
        insert into only_generated select from generate_series(1, 5);
        create table line_breaks(t text, b bytea);
        insert into line_breaks values (E'a\nb\r\n\\.\n\n\n', '\x0a0a'), (E'\\.', null), ('', ''), (E'\n\n\n', null);
        create table wide(t text);
        insert into wide select repeat(E'x\n', 3000000) from generate_series(1, 3);
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dump_OfDifficultTables_HasTheRowsThatTheServerCounts()
    {
        await server.CreateDifficultAsync("counted");
        await server.Process.ExecuteAsync("counted", Odd);
        var streams = new MemoryStreams();

        await server.ReadAsync(streams, "counted", options => options with { LargeTableBytes = 32 * 1024 });

        var tables = DetailsJson.Read(streams.Details).Databases.Single().Tables;
        Assert.Contains(tables, table => table.Stream is not null);
        Assert.Contains(tables, table => table is { Name: "wide", Rows: 3 });
        foreach (var table in tables.Where(table => table.Rows is not null))
        {
            Assert.Equal((table.FullName, await CountAsync(table)), (table.FullName, table.Rows));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Archive_InPiecesOfAnySize_HasTheSameRows(int pieceBytes)
    {
        var database = $"pieces_{pieceBytes}";
        await server.CreateAsync(database, $"{Odd}; truncate wide; select lo_from_bytea(0, '\\x0102')");
        var streams = new MemoryStreams();
        await server.ReadAsync(streams, database);
        var archive = Archive(streams);

        Assert.Equal(Count(archive, archive.Length).Rows, Count(archive, pieceBytes).Rows);
        Assert.Equal([0, 0, 4, 5, 7], Count(archive, pieceBytes).Rows.Values.Order());
    }

    [Fact]
    public async Task Archive_OfAnUnknownVersion_OrBrokenOff_HasNone()
    {
        await server.CreateAsync("unknown", "create table t as select generate_series(1, 1000) id");
        var streams = new MemoryStreams();
        await server.ReadAsync(streams, "unknown");
        var archive = Archive(streams);
        byte[] newer = [.. archive];
        newer[6] = 99;

        Assert.NotEmpty(Count(archive, archive.Length).Rows);
        Assert.Empty(Count(newer, newer.Length).Rows);
        Assert.Empty(Count(archive[..^100], archive.Length).Rows);
        Assert.Empty(Count("PGDMP is what it begins with, but it is a text"u8.ToArray(), 10).Rows);
    }

    private static byte[] Archive(MemoryStreams streams) => streams.Content.Single(stream => stream.Key != "globals.sql").Value;

    private static ArchiveRows Count(byte[] archive, int pieceBytes)
    {
        var rows = new ArchiveRows();
        foreach (var piece in archive.Chunk(pieceBytes))
        {
            rows.Add(piece);
        }

        return rows;
    }

    private async Task<long> CountAsync(TableDetails table) => long.Parse(
        await server.Process.ScalarAsync("counted", $"select count(*) from only {table.SqlName}"),
        CultureInfo.InvariantCulture);
}
