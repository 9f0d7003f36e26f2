using BackupOperator.Repository;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources.Postgres;
using BackupOperator.Storage;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>A repository recognises what a dump holds again.</summary>
public sealed class RepeatedDumpTests(DumpServer server) : IClassFixture<DumpServer>, IDisposable
{
    // Three tables of about 25 MB, none of whose rows repeats another's.
    private const string Tables = """
        create table large_1(id int, body text);
        alter table large_1 alter body set storage external;
        insert into large_1 select g, (
            select string_agg(encode(sha512((g || ':' || n)::bytea), 'hex'), '') from generate_series(1, 32) n)
        from generate_series(1, 6000) g;
        create table large_2 as select id, reverse(body) body from large_1;
        create table large_3 as select id, translate(body, '0123456789', 'ghijklmnop') body from large_1;
        create table few as select 1 i;
        """;

    // Around a change, or a head, at most two chunks of 4 MiB are new.
    private const int NewBytesOfAStream = 8 * 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backup_OfUnchangedTables_StoresTheirHeadsOnly()
    {
        await server.CreateAsync("repeated", Tables);
        using var store = Open(new StoreMeter());
        var repository = await CreateAsync(store);
        var full = await BackUpAsync(repository, "repeated", "full", @base: null);
        await server.Process.ExecuteAsync(
            "repeated",
            "create table aaa as select 1; insert into few values (2); update large_2 set id = -1 where id = 3000");
        var before = await server.Process.FingerprintAsync("repeated");

        var again = await BackUpAsync(repository, "repeated", "again", @base: "full");

        Assert.InRange(full.StoredBytes, 70_000_000, 90_000_000);
        Assert.Equal("full", again.Base);
        Assert.InRange(again.StoredBytes, 1, 3 * NewBytesOfAStream);

        using var reader = await repository.OpenSourceAsync("policy", "again", "repeated", Token);
        var source = new RepositorySource(reader);
        await server.RestoreAsync(source, "repeated", "repeated_2");
        Assert.Equal(before, await server.Process.FingerprintAsync("repeated_2"));
    }

    [Fact]
    public async Task Restore_OfOneTable_ReceivesItsBytesAndLittleElse()
    {
        await server.CreateAsync("chosen_table", Tables);
        using (var store = Open(new StoreMeter()))
        {
            await BackUpAsync(await CreateAsync(store), "chosen_table", "full", @base: null);
        }

        await server.Process.ExecuteAsync("postgres", "create database chosen_table_2");
        var meter = new StoreMeter();
        using var metered = Open(meter);
        var repository = await BackupRepository.OpenAsync(metered, RepositoryAccess.Unencrypted, Token);
        using var reader = await repository.OpenSourceAsync("policy", "full", "chosen_table", Token);
        await server.RestoreAsync(
            new RepositorySource(reader), "chosen_table", "chosen_table_2",
            options => options with { Tables = ["large_2"] });

        var table = reader.Streams.Single(stream => stream.Name.EndsWith("large_2.dump", StringComparison.Ordinal));
        Assert.InRange(table.LengthBytes, 20_000_000, 30_000_000);
        Assert.InRange(meter.Snapshot().BytesReceived, table.LengthBytes, table.LengthBytes + (3 * 1024 * 1024));
        Assert.Equal("6000", await server.Process.ScalarAsync("chosen_table_2", "select count(*) from large_2"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<BackupRepository> CreateAsync(IObjectStore store) => BackupRepository.OpenAsync(
        store, RepositoryAccess.Unencrypted with { CreateIfAbsent = true }, Token);

    private IObjectStore Open(StoreMeter meter) =>
        ObjectStores.Open(new FileSystemStoreOptions { Root = _folder }, meter);

    private async Task<StoredManifest> BackUpAsync(
        BackupRepository repository, string database, string backup, string? @base)
    {
        var options = new SourceWriterOptions
        {
            PolicyUid = "policy",
            Source = database,
            Backup = backup,
            Base = @base,
            Compression = Compression.None,
        };
        await using var writer = await repository.WriteSourceAsync(options, Token);
        var summary = await server.ReadAsync(new RepositorySink(writer), database, LargeTables);
        return await writer.CompleteAsync(summary.Details, Token);
    }

    private static PostgresSourceOptions LargeTables(PostgresSourceOptions options) =>
        options with { LargeTableBytes = 1024 * 1024 };
}
