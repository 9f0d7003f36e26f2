using BackupOperator.Repository.Keys;

namespace BackupOperator.Repository.Tests.Wrapping;

/// <summary>A repository that is opened with the present key-encryption key and a former one.</summary>
public sealed class PreviousKeyTests
{
    private static byte[] NewKek { get; } = Given.Random(32, seed: 6);

    [Fact]
    public async Task PreviousKey_WhereThePresentOneOpensNothing_ReadsAndIsWrappedForThePresentOne()
    {
        using var store = new MemoryStore();
        await Backups.CommitAsync(await Given.RepositoryAsync(store), "b1", [1]);

        var both = await OpenBothAsync(store);
        Assert.Equal([1], await both.ReadAsync("dump", backup: "b1"));
        using var present = KeyEncryptionKey.Parse(NewKek);
        Assert.Equal(new KeyWrapping(1, 0), await both.Keys.AddKeyEncryptionKeyAsync(present, Given.Token));

        Assert.Equal([1], await (await OpenAsync(store, NewKek)).ReadAsync("dump", backup: "b1"));
    }

    [Fact]
    public async Task PreviousKey_ThatOpensMore_AddsWhatIsMissingAndIsNotWrittenWith()
    {
        using var store = new MemoryStore();
        var own = await BackupRepository.OpenAsync(
            store,
            RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(NewKek)) with { CreateIfAbsent = true },
            Given.Token);
        var other = await BackupRepository.OpenAsync(
            store, Given.Access() with { AddKeyIfNone = true }, Given.Token);
        await Backups.CommitAsync(other, "b1", [1]);

        var both = await OpenBothAsync(store);

        Assert.Equal(own.KeyId, both.KeyId);
        Assert.Equal(2, both.Keys.Count);
        Assert.Equal([1], await both.ReadAsync("dump", backup: "b1"));
        using var present = KeyEncryptionKey.Parse(NewKek);
        Assert.Equal(new KeyWrapping(1, 1), await both.Keys.AddKeyEncryptionKeyAsync(present, Given.Token));
    }

    [Fact]
    public async Task PreviousKey_ThatOpensNothing_DoesNotHideThatThePresentOneDoesNotFit()
    {
        using var store = new MemoryStore();
        await Given.RepositoryAsync(store);
        var access = RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(NewKek)) with
        {
            PreviousKeys = [KeyEncryptionKey.Parse(Given.Random(32, seed: 7))],
        };

        var failure = await Assert.ThrowsAsync<RepositoryException>(
            () => BackupRepository.OpenAsync(store, access, Given.Token));

        Assert.Equal(RepositoryFailure.KeyMissing, failure.Failure);
    }

    [Fact]
    public async Task PreviousKey_ThatMeetsTheSameDamagedFile_DoesNotNameItTwice()
    {
        using var store = new MemoryStore();
        using var present = KeyEncryptionKey.Parse(NewKek);
        var repository = await Given.RepositoryAsync(store);
        await repository.Keys.AddKeyEncryptionKeyAsync(present, Given.Token);
        await repository.Keys.RotateAsync(Given.Token);
        await repository.Keys.AddKeyEncryptionKeyAsync(present, Given.Token);
        var damaged = store.Objects.Keys.First(key => key.StartsWith("keys/", StringComparison.Ordinal));
        store.Objects[damaged][^20] ^= 1;

        var both = await OpenBothAsync(store);

        Assert.Equal([damaged], both.DamagedKeyFiles.Select(file => file.ObjectKey));
    }

    private static Task<BackupRepository> OpenAsync(MemoryStore store, byte[] kek) =>
        BackupRepository.OpenAsync(store, RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(kek)), Given.Token);

    private static Task<BackupRepository> OpenBothAsync(MemoryStore store) => BackupRepository.OpenAsync(
        store,
        RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(NewKek)) with
        {
            PreviousKeys = [KeyEncryptionKey.Parse(Given.Kek)],
        },
        Given.Token);
}
