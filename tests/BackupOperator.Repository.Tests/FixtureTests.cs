using System.Text.Json;

namespace BackupOperator.Repository.Tests;

/// <summary>One small repository of each format version and mode; they are never written again.</summary>
public sealed class FixtureTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

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
        var report = await Checking.IntegrityCheck.RunAsync(repository, Given.Policy, Given.Backup, new(), Given.Token);
        Assert.True(report.Passed);
        Assert.Equal((1, 2), (report.Packs, report.Streams));
    }

    /// <summary>Writes a fixture that is not there yet; run once for a new format version.</summary>
    [Theory]
    [InlineData("format-1-encrypted", EncryptionMode.Aes256Gcm)]
    [InlineData("format-1-plain", EncryptionMode.None)]
    public async Task Fixture_ThatIsMissing_IsWrittenOnDemand(string name, EncryptionMode mode)
    {
        var folder = Environment.GetEnvironmentVariable("BACKUPOPERATOR_NEW_FIXTURES");
        Assert.SkipWhen(folder is null, "writes the fixture of a new format version into the folder that BACKUPOPERATOR_NEW_FIXTURES names");
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store, mode);
        var manifest = await repository.WriteAsync(Given.Options(), ("dump", Content), ("globals", [1, 2, 3]));
        await repository.Catalogue.CommitAsync(Given.Record((Given.Source, manifest)), Given.Token);
        var objects = new SortedDictionary<string, byte[]>(store.Objects, StringComparer.Ordinal);
        await using var file = new FileStream(Path.Combine(folder!, $"{name}.json"), FileMode.CreateNew);
        await JsonSerializer.SerializeAsync(file, objects, Indented, Given.Token);
    }

    // Not from a generator: what the fixture holds must not depend on a library that may change.
    private static byte[] Content => [.. Enumerable.Range(0, 6000).Select(value => (byte)(value * value / 7))];

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
