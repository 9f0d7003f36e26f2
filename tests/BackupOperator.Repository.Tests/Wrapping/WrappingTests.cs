using BackupOperator.Repository.Keys;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Tests.Wrapping;

/// <summary>The key-encryption key changes: data keys are wrapped again, and the old one is given up.</summary>
public sealed class WrappingTests
{
    private const int DataKeys = 4;

    private static byte[] NewKek { get; } = Given.Random(32, seed: 6);

    [Fact]
    public async Task Wrapping_ForANewKey_OpensEverythingWithEitherAndRewritesNothing()
    {
        using var store = await StoredAsync();
        var before = store.Copy();
        var wrapping = await AddAsync(store);

        Assert.Equal(new KeyWrapping(DataKeys, 0), wrapping);
        Assert.Equal(before.Objects.Count + DataKeys, store.Objects.Count);
        Assert.All(before.Objects, pair => Assert.Equal(pair.Value, store.Objects[pair.Key]));
        await RequireReadableAsync(store, Given.Kek);
        await RequireReadableAsync(store, NewKek);
        Assert.Equal(new KeyWrapping(0, DataKeys), await AddAsync(store));
    }

    [Fact]
    public async Task Wrapping_CutOffAtAnyFile_IsCompletedByTheNextCall()
    {
        for (var cut = 1; cut <= DataKeys; cut++)
        {
            using var store = await StoredAsync();
            var allowed = store.Puts + cut - 1;
            store.BeforePut = (number, _) =>
            {
                if (number > allowed)
                {
                    throw new StoreException(StoreFailure.Unreachable, "cut");
                }
            };
            await Assert.ThrowsAsync<StoreException>(() => AddAsync(store));
            store.BeforePut = null;
            await RequireReadableAsync(store, Given.Kek);

            Assert.Equal(new KeyWrapping(DataKeys - cut + 1, cut - 1), await AddAsync(store));
            await RequireReadableAsync(store, NewKek);
        }
    }

    [Fact]
    public async Task Wrapping_OverADamagedFileOfTheNewKey_NamesIt()
    {
        using var store = await StoredAsync();
        var before = store.Objects.Keys.ToHashSet();
        await AddAsync(store);
        var added = store.Objects.Keys.First(key => !before.Contains(key));
        store.Objects[added][100] ^= 1;

        var failure = await Assert.ThrowsAsync<IntegrityException>(() => AddAsync(store));
        Assert.Equal(added, failure.ObjectKey);
    }

    [Fact]
    public async Task Wrapping_FromPassphraseToKey_AndBack_Opens()
    {
        using var store = await StoredAsync();
        using var passphrase = KeyEncryptionKey.Parse("correct horse battery"u8);
        await (await OpenAsync(store, Given.Kek)).Keys.AddKeyEncryptionKeyAsync(passphrase, Given.Token);
        using var again = KeyEncryptionKey.Parse("correct horse battery"u8);
        var repository = await BackupRepository.OpenAsync(store, RepositoryAccess.Encrypted(again), Given.Token);
        Assert.Equal([1], await repository.ReadAsync("dump", backup: "b1"));

        Assert.Equal(DataKeys, await repository.Keys.RemoveKeyEncryptionKeyAsync(Parse(Given.Kek), Given.Token));
        Assert.Equal(
            new KeyWrapping(DataKeys, 0), await repository.Keys.AddKeyEncryptionKeyAsync(Parse(NewKek), Given.Token));
        await RequireReadableAsync(store, NewKek);
    }

    [Fact]
    public async Task Removal_OfAKeyThatAloneOpensBackups_IsRefusedAndNamesThem()
    {
        using var store = await StoredAsync();
        var before = store.Objects.Keys.ToHashSet();
        await AddAsync(store);

        // As after a wrapping that broke off: the data key of b2 is not wrapped for the new key.
        var second = Convert.ToHexStringLower(
            store.Objects[$"{Given.Policy}/backups/b2/{Given.Source}.manifest"].AsSpan(32, 16));
        store.Objects.TryRemove(
            store.Objects.Keys.Single(key => !before.Contains(key) && key.Contains(second)), out _);
        var objects = store.Objects.Count;

        var failure = await Assert.ThrowsAsync<RepositoryException>(() => RemoveOldAsync(store));
        Assert.Equal(RepositoryFailure.KeyInUse, failure.Failure);
        Assert.Contains("shop/nightly b2:", failure.Message);
        Assert.DoesNotContain("b1", failure.Message);
        Assert.Equal(objects, store.Objects.Count);
    }

    [Fact]
    public async Task Removal_OfTheKeyThatTheRepositoryIsOpenWith_IsRefused()
    {
        using var store = await StoredAsync();
        await AddAsync(store);
        var repository = await OpenAsync(store, Given.Kek);
        var failure = await Assert.ThrowsAsync<RepositoryException>(
            () => repository.Keys.RemoveKeyEncryptionKeyAsync(Parse(Given.Kek), Given.Token));
        Assert.Equal(RepositoryFailure.KeyInUse, failure.Failure);
    }

    [Fact]
    public async Task Removal_OfAKeyThatNoBackupNeedsYet_IsRefusedForTheSakeOfRunsUnderWay()
    {
        using var store = new MemoryStore();
        await Given.RepositoryAsync(store);
        var other = await BackupRepository.OpenAsync(
            store, RepositoryAccess.Encrypted(Parse(NewKek)) with { AddKeyIfNone = true }, Given.Token);
        var failure = await Assert.ThrowsAsync<RepositoryException>(
            () => other.Keys.RemoveKeyEncryptionKeyAsync(Parse(Given.Kek), Given.Token));
        Assert.Contains("no committed backup yet", failure.Message);
    }

    [Fact]
    public async Task Removal_AfterWrapping_LeavesEverythingReadableAndTheOldKeyOpensNothing()
    {
        using var store = await StoredAsync();
        await AddAsync(store);
        Assert.Equal(DataKeys, await RemoveOldAsync(store));

        await RequireReadableAsync(store, NewKek);
        var failure = await Assert.ThrowsAsync<RepositoryException>(() => OpenAsync(store, Given.Kek));
        Assert.Equal(RepositoryFailure.KeyMissing, failure.Failure);
        Assert.Equal(0, await RemoveOldAsync(store));
    }

    private static KeyEncryptionKey Parse(byte[] kek) => KeyEncryptionKey.Parse(kek);

    private static Task<BackupRepository> OpenAsync(MemoryStore store, byte[] kek) =>
        BackupRepository.OpenAsync(store, RepositoryAccess.Encrypted(Parse(kek)), Given.Token);

    private static async Task<KeyWrapping> AddAsync(MemoryStore store) =>
        await (await OpenAsync(store, Given.Kek)).Keys.AddKeyEncryptionKeyAsync(Parse(NewKek), Given.Token);

    private static async Task<int> RemoveOldAsync(MemoryStore store) =>
        await (await OpenAsync(store, NewKek)).Keys.RemoveKeyEncryptionKeyAsync(Parse(Given.Kek), Given.Token);

    private static async Task RequireReadableAsync(MemoryStore store, byte[] kek)
    {
        var repository = await OpenAsync(store, kek);
        for (var number = 0; number < DataKeys; number++)
        {
            Assert.Equal([(byte)number], await repository.ReadAsync("dump", backup: $"b{number}"));
        }
    }

    /// <summary>A backup under each of several data keys.</summary>
    private static async Task<MemoryStore> StoredAsync()
    {
        var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        for (var number = 0; number < DataKeys; number++)
        {
            if (number > 0)
            {
                await repository.Keys.RotateAsync(Given.Token);
            }

            await Backups.CommitAsync(repository, $"b{number}", [(byte)number]);
        }

        return store;
    }
}
