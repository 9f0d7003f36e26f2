using BackupOperator.Repository.Compressing;

namespace BackupOperator.Repository.Tests;

public sealed class InteroperabilityTests
{
    [Theory]
    [InlineData(EncryptionMode.Aes256Gcm)]
    [InlineData(EncryptionMode.None)]
    public async Task StoredForm_ReadByAProgramWrittenFromTheReadme_GivesTheContent(EncryptionMode mode)
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store, mode);
        var text = Given.Text(9_000_000);
        var random = Given.Random(3_000_001);
        var manifest = await repository.WriteAsync(
            Given.Options(), ("text", text), ("random", random), ("empty", []), ("ünïcode", [1, 2, 3]));
        await repository.Catalogue.CommitAsync(Given.Record((Given.Source, manifest)), Given.Token);

        var streams = new IndependentReader(store.Objects, Given.Kek).Restore(Given.Policy, Given.Backup, Given.Source);

        Assert.Equal(["text", "random", "empty", "ünïcode"], streams.Keys);
        Assert.True(text.AsSpan().SequenceEqual(streams["text"]));
        Assert.True(random.AsSpan().SequenceEqual(streams["random"]));
        Assert.Empty(streams["empty"]);
        Assert.Equal([1, 2, 3], streams["ünïcode"]);
    }

    /// <summary>With a base: numbers of packs that are empty, chunk lists and packs of the backup before.</summary>
    [Theory]
    [InlineData("zstd")]
    [InlineData("lz4")]
    [InlineData("none")]
    public async Task Incremental_ReadByAProgramWrittenFromTheReadme_GivesTheContent(string algorithm)
    {
        var compression = algorithm switch
        {
            "zstd" => Compression.Zstd(),
            "lz4" => Compression.Lz4,
            _ => Compression.None,
        };
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var gone = Given.Random(17_000_000);
        var text = Given.Text(20_000_000);
        await repository.WriteAsync(Given.Options(compression: compression), ("gone", gone), ("text", text));
        byte[] changed = [.. text[..5_000_000], 1, 2, 3, .. text[5_000_000..]];
        var manifest = await repository.WriteAsync(
            Given.Options(backup: "second", compression: compression) with { Base = Given.Backup }, ("text", changed));
        await repository.Catalogue.CommitAsync(
            Given.Record((Given.Source, manifest)) with { Backup = "second" }, Given.Token);
        Assert.True(manifest.StoredBytes < text.Length / 2, "nothing was taken from the base");

        var streams = new IndependentReader(store.Objects, Given.Kek).Restore(Given.Policy, "second", Given.Source);

        Assert.Equal(["text"], streams.Keys);
        Given.SameBytes(changed, streams["text"]);
    }
}
