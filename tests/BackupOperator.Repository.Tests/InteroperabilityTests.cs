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
}
