using System.Text;
using BackupOperator.Repository.Keys;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Tests;

public sealed class KeyTests
{
    private static RepositoryAccess With(ReadOnlySpan<byte> secret) =>
        RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(secret));

    [Fact]
    public async Task Repository_OpenedWithAnotherKey_SaysThatNoKeyOpens()
    {
        using var store = await StoredAsync();
        var failure = await Assert.ThrowsAsync<RepositoryException>(
            () => BackupRepository.OpenAsync(store, With(Given.Random(32)), Given.Token));
        Assert.Equal(RepositoryFailure.KeyMissing, failure.Failure);
        Assert.StartsWith("no key in this repository opens with the given key-encryption key", failure.Message);
    }

    [Fact]
    public async Task Repository_OpenedInTheOtherMode_IsRefused()
    {
        using var encrypted = await StoredAsync();
        var failure = await Assert.ThrowsAsync<RepositoryException>(
            () => BackupRepository.OpenAsync(encrypted, RepositoryAccess.Unencrypted, Given.Token));
        Assert.Equal(RepositoryFailure.EncryptionMismatch, failure.Failure);

        using var plain = new MemoryStore();
        await Given.RepositoryAsync(plain, EncryptionMode.None);
        failure = await Assert.ThrowsAsync<RepositoryException>(() => Given.RepositoryAsync(plain));
        Assert.Equal(RepositoryFailure.EncryptionMismatch, failure.Failure);
    }

    [Fact]
    public async Task Repository_Absent_IsMadeOnlyWhenAsked()
    {
        using var store = new MemoryStore();
        foreach (var access in new[] { With(Given.Kek), RepositoryAccess.Unencrypted, RepositoryAccess.CatalogueOnly })
        {
            var failure = await Assert.ThrowsAsync<RepositoryException>(
                () => BackupRepository.OpenAsync(store, access, Given.Token));
            Assert.Equal(RepositoryFailure.RepositoryMissing, failure.Failure);
        }

        Assert.Empty(store.Objects);
    }

    [Fact]
    public async Task Repository_MadeByManyAtOnce_IsOneThatAllCanWriteAndRead()
    {
        using var store = new MemoryStore();
        var repositories = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => Given.RepositoryAsync(store))));
        Assert.Single(repositories.Select(repository => (repository.Id, repository.KeyId)).Distinct());
    }

    [Fact]
    public async Task Repository_WhoseCreationBrokeOff_IsMadeByTheNextRun()
    {
        using var store = new MemoryStore
        {
            BeforePut = (_, key) =>
            {
                if (key == "repository.json")
                {
                    throw new StoreException(StoreFailure.Unreachable, "cut");
                }
            },
        };
        await Assert.ThrowsAsync<StoreException>(() => Given.RepositoryAsync(store));
        store.BeforePut = null;
        var repository = await Given.RepositoryAsync(store);
        await repository.WriteAsync(Given.Options(), ("dump", [1, 2, 3]));
        Assert.Equal([1, 2, 3], await (await Given.RepositoryAsync(store)).ReadAsync("dump"));
    }

    [Fact]
    public async Task Key_OfASecondPolicy_IsAddedBesideTheFirst()
    {
        using var store = await StoredAsync();
        var second = Given.Random(32, seed: 5);
        var repository = await BackupRepository.OpenAsync(
            store, With(second) with { AddKeyIfNone = true }, Given.Token);
        await repository.WriteAsync(Given.Options("users"), ("dump", [9]));

        Assert.Equal(
            [9], await (await BackupRepository.OpenAsync(store, With(second), Given.Token)).ReadAsync("dump", "users"));
        var first = await Given.RepositoryAsync(store);
        Assert.Equal([1, 2, 3], await first.ReadAsync("dump"));
        var failure = await Assert.ThrowsAsync<RepositoryException>(() => first.ReadAsync("dump", "users"));
        Assert.Equal(RepositoryFailure.KeyMissing, failure.Failure);
    }

    [Fact]
    public async Task Passphrase_OpensOnlyWithItself()
    {
        using var store = new MemoryStore();
        var access = With("correct horse battery\n"u8) with { CreateIfAbsent = true };
        var repository = await BackupRepository.OpenAsync(store, access, Given.Token);
        await repository.WriteAsync(Given.Options(), ("dump", [4]));

        Assert.Equal(
            [4],
            await (await BackupRepository.OpenAsync(store, With("correct horse battery"u8), Given.Token))
                .ReadAsync("dump"));
        await Assert.ThrowsAsync<RepositoryException>(
            () => BackupRepository.OpenAsync(store, With("correct horse batterY"u8), Given.Token));
        await Assert.ThrowsAsync<RepositoryException>(
            () => BackupRepository.OpenAsync(store, With(Given.Kek), Given.Token));
    }

    [Fact]
    public async Task Key_InEachSpelling_IsTheSameKey()
    {
        using var store = await StoredAsync();
        var base64 = Convert.ToBase64String(Given.Kek);
        string[] spellings =
        [
            base64, base64 + "\n", base64.TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            Convert.ToHexString(Given.Kek), Convert.ToHexStringLower(Given.Kek) + "\r\n",
        ];
        foreach (var spelling in spellings)
        {
            var repository = await BackupRepository.OpenAsync(
                store, With(Encoding.ASCII.GetBytes(spelling)), Given.Token);
            Assert.Equal([1, 2, 3], await repository.ReadAsync("dump"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("fifteen letters")]
    [InlineData("short\n\n\n\n\n\n\n\n\n\n\n\n\n")]
    public void Secret_TooShort_IsRefusedWithoutShowingIt(string secret)
    {
        var failure = Assert.Throws<RepositoryException>(() => KeyEncryptionKey.Parse(Encoding.ASCII.GetBytes(secret)));
        Assert.Equal(RepositoryFailure.KeyUnusable, failure.Failure);
        Assert.True(secret.Trim().Length == 0 || !failure.Message.Contains(secret.Trim()));
    }

    [Fact]
    public void Secret_OfBytesThatAreNoTextAndNoKey_IsRefused() =>
        Assert.Throws<RepositoryException>(() => KeyEncryptionKey.Parse(Given.Random(40)));

    private static async Task<MemoryStore> StoredAsync()
    {
        var store = new MemoryStore();
        await (await Given.RepositoryAsync(store)).WriteAsync(Given.Options(), ("dump", [1, 2, 3]));
        return store;
    }
}
