using System.Text.Json;
using BackupOperator.Repository.Checking;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Tests;

/// <summary>One small repository of each format version and mode; they are never written again.</summary>
public sealed class FixtureTests
{
    private const string Incremental = "format-1-incremental";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static byte[] Passphrase => "correct horse battery"u8.ToArray();

    [Theory]
    [InlineData("format-1-encrypted", EncryptionMode.Aes256Gcm)]
    [InlineData("format-1-plain", EncryptionMode.None)]
    public async Task Fixture_OfAReleasedFormat_StaysReadable(string name, EncryptionMode mode)
    {
        using var store = Load(name);
        var repository = await BackupRepository.OpenAsync(
            store, Given.Access(mode) with { CreateIfAbsent = false }, Given.Token);
        var record = await repository.Catalogue.GetAsync(Given.Policy, Given.Backup, Given.Token);

        Assert.Equal("nightly", record.Policy.Name);
        Assert.Equal(7, record.FencingToken);
        Assert.Equal(Content, await repository.ReadAsync("dump"));
        Assert.Equal([1, 2, 3], await repository.ReadAsync("globals"));
        var report = await IntegrityCheck.RunAsync(repository, Given.Policy, Given.Backup, new(), Given.Token);
        Assert.True(report.Passed);
        Assert.Equal((1, 2), (report.Packs, report.Streams));
    }

    [Theory]
    [InlineData("format-1-encrypted")]
    [InlineData("format-1-plain")]
    public void Fixture_OfAReleasedFormat_IsReadByAProgramWrittenFromTheReadme(string name)
    {
        using var store = Load(name);

        var streams = new IndependentReader(store.Objects, Given.Kek).Restore(Given.Policy, Given.Backup, Given.Source);

        Assert.Equal(["dump", "globals"], streams.Keys);
        Assert.Equal(Content, streams["dump"]);
        Assert.Equal([1, 2, 3], streams["globals"]);
    }

    /// <summary>Bases, a number that is empty, LZ4, a passphrase, and data keys of which one followed the other.</summary>
    [Fact]
    public async Task IncrementalFixture_OfAReleasedFormat_StaysReadable()
    {
        using var store = Load(Incremental);
        var access = RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(Passphrase));
        var repository = await BackupRepository.OpenAsync(store, access, Given.Token);
        foreach (var (backup, streams) in IncrementalContent)
        {
            foreach (var (stream, content) in streams)
            {
                Assert.Equal(content, await repository.ReadAsync(stream, backup: backup));
            }
        }

        var report = await IntegrityCheck.RunAsync(
            repository, Given.Policy, [.. IncrementalContent.Select(backup => backup.Backup)], new(), Given.Token);
        Assert.True(report.Passed);
        Assert.Equal((3, 5), (report.Packs, report.Streams));
        using var last = await repository.OpenSourceAsync(Given.Policy, "three", Given.Source, Given.Token);
        Assert.Equal([true, false, false], last.Packs.Packs.Select(pack => pack.IsEmpty));
        using var second = await repository.OpenSourceAsync(Given.Policy, "two", Given.Source, Given.Token);
        Assert.Equal(2, second.Packs.Packs.Select(pack => pack.Key).Distinct().Count());
        Assert.All(
            store.Objects.Where(item => item.Key.EndsWith(".manifest")),
            item => Assert.Equal((byte)FrameCompression.Lz4, item.Value[11]));
    }

    [Fact]
    public void IncrementalFixture_OfAReleasedFormat_IsReadByAProgramWrittenFromTheReadme()
    {
        using var store = Load(Incremental);
        var reader = new IndependentReader(store.Objects, Passphrase);
        foreach (var (backup, streams) in IncrementalContent)
        {
            var restored = reader.Restore(Given.Policy, backup, Given.Source);
            Assert.Equal(streams.Select(stream => stream.Name), restored.Keys);
            Assert.All(streams, stream => Assert.Equal(stream.Content, restored[stream.Name]));
        }
    }

    /// <summary>Writes a fixture that is not there yet; run once for a new format version.</summary>
    [Theory]
    [InlineData("format-1-encrypted", EncryptionMode.Aes256Gcm)]
    [InlineData("format-1-plain", EncryptionMode.None)]
    public async Task Fixture_ThatIsMissing_IsWrittenOnDemand(string name, EncryptionMode mode)
    {
        var folder = RequireFolder();
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store, mode);
        var manifest = await repository.WriteAsync(Given.Options(), ("dump", Content), ("globals", [1, 2, 3]));
        await repository.Catalogue.CommitAsync(Given.Record((Given.Source, manifest)), Given.Token);
        await SaveAsync(store, folder, name);
    }

    /// <summary>As above, of one that holds three backups.</summary>
    [Fact]
    public async Task IncrementalFixture_ThatIsMissing_IsWrittenOnDemand()
    {
        var folder = RequireFolder();
        using var store = new MemoryStore();
        var access = RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(Passphrase)) with { CreateIfAbsent = true };
        var repository = await BackupRepository.OpenAsync(store, access, Given.Token);
        string? @base = null;
        foreach (var (backup, streams) in IncrementalContent)
        {
            if (backup == "two")
            {
                await repository.Keys.RotateAsync(Given.Token);
            }

            var options = Given.Options(backup: backup, compression: Compression.Lz4) with { Base = @base };
            var manifest = await repository.WriteAsync(options, streams);
            await repository.Catalogue.CommitAsync(
                Given.Record((Given.Source, manifest)) with { Backup = backup, Base = @base }, Given.Token);
            @base = backup;
        }

        await SaveAsync(store, folder, Incremental);
    }

    // Not from a generator: what the fixture holds must not depend on a library that may change.
    private static byte[] Content => [.. Enumerable.Range(0, 6000).Select(value => (byte)(value * value / 7))];

    // The third needs nothing of the first, whose pack has the first number; the second needs packs of both data keys.
    private static (string Backup, (string Name, byte[] Content)[] Streams)[] IncrementalContent =>
    [
        ("one", [("old", Sparse(1))]),
        ("two", [("old", Sparse(1)), ("dump", Sparse(2))]),
        ("three", [("dump", Sparse(2)), ("ünïcode", Sparse(3))]),
    ];

    private static byte[] Sparse(int seed) =>
        [.. Enumerable.Range(0, 3000).Select(value => (byte)(value % 50 == 0 ? value * seed / 50 : seed))];

    private static string RequireFolder()
    {
        var folder = Environment.GetEnvironmentVariable("BACKUPOPERATOR_NEW_FIXTURES");
        Assert.SkipWhen(
            folder is null,
            "writes the fixture of a new format version into the folder that BACKUPOPERATOR_NEW_FIXTURES names");
        return folder!;
    }

    private static async Task SaveAsync(MemoryStore store, string folder, string name)
    {
        var objects = new SortedDictionary<string, byte[]>(store.Objects, StringComparer.Ordinal);
        await using var file = new FileStream(Path.Combine(folder, $"{name}.json"), FileMode.CreateNew);
        await JsonSerializer.SerializeAsync(file, objects, Indented, Given.Token);
    }

    private static MemoryStore Load(string name)
    {
        using var stream = typeof(FixtureTests).Assembly
            .GetManifestResourceStream($"BackupOperator.Repository.Tests.Fixtures.{name}.json")!;
        var store = new MemoryStore();
        foreach (var (key, content) in JsonSerializer.Deserialize<Dictionary<string, byte[]>>(stream)!)
        {
            store.Objects[key] = content;
        }

        return store;
    }
}
