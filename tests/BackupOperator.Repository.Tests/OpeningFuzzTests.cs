using System.Text;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Keys;

namespace BackupOperator.Repository.Tests;

/// <summary>The documents that are read before any key is at hand, changed by someone who makes their digests right:
/// opening the repository takes them or says what is wrong.</summary>
public sealed class OpeningFuzzTests
{
    private const int Rounds = 1500;

    public enum Opener
    {
        WithTheKey,
        WithoutAnyKey,
        ForTheCatalogue,
    }

    [Theory]
    [InlineData(EncryptionMode.Aes256Gcm, Opener.WithTheKey)]
    [InlineData(EncryptionMode.Aes256Gcm, Opener.ForTheCatalogue)]
    [InlineData(EncryptionMode.None, Opener.WithoutAnyKey)]
    public async Task RepositoryRecord_MangledUnderARightDigest_OpensOrIsRefused(EncryptionMode mode, Opener opener)
    {
        using var store = await StoredAsync(mode);
        await FuzzAsync(store, Layout.Repository, opener);
    }

    [Fact]
    public async Task KeyFile_MangledUnderARightDigest_OpensOrIsRefused()
    {
        using var store = await StoredAsync(EncryptionMode.Aes256Gcm);
        await FuzzAsync(store, store.Objects.Keys.Single(key => key.StartsWith("keys/")), Opener.WithTheKey);
    }

    /// <summary>With fields that the file of a key of 32 bytes does not have.</summary>
    [Fact]
    public async Task KeyFileOfAPassphrase_MangledUnderARightDigest_OpensOrIsRefused()
    {
        using var store = await StoredAsync(EncryptionMode.Aes256Gcm);
        var repository = await Given.RepositoryAsync(store);
        var before = store.Objects.Keys.ToArray();
        await repository.Keys.AddKeyEncryptionKeyAsync(
            KeyEncryptionKey.Parse("correct horse battery"u8), Given.Token);
        await FuzzAsync(store, store.Objects.Keys.Except(before).Single(), Opener.WithTheKey);
    }

    /// <summary>A derivation is work: what a file asks for beyond reason is not begun.</summary>
    [Theory]
    [InlineData("\"iterations\":600000", "\"iterations\":599999")]
    [InlineData("\"iterations\":600000", "\"iterations\":2147483647")]
    [InlineData("\"iterations\":600000", "\"iterations\":-1")]
    [InlineData("PBKDF2-HMAC-SHA-512", "PBKDF2-HMAC-SHA-1")]
    [InlineData("\"salt\":\"", "\"salt\":\"\",\"former\":\"")]
    [InlineData("\"derivation\":{", "\"derivation\":null,\"former\":{")]
    public async Task KeyFileOfAPassphrase_OfADerivationThatCannotBe_OpensNothing(string text, string other)
    {
        using var store = new MemoryStore();
        var access = RepositoryAccess.Encrypted(KeyEncryptionKey.Parse("correct horse battery"u8));
        await BackupRepository.OpenAsync(store, access with { CreateIfAbsent = true }, Given.Token);
        var key = store.Objects.Keys.Single(name => name.StartsWith("keys/"));
        var record = Encoding.UTF8.GetString(GuardedDocument.Read(key, store.Objects[key]).Record.Span);
        Assert.Contains(text, record);
        store.Objects[key] = GuardedDocument.Write(
            Encoding.UTF8.GetBytes(record.Replace(text, other)), keyId: null, recordKey: null);

        var failure = await Assert.ThrowsAsync<RepositoryException>(
            () => BackupRepository.OpenAsync(store, access, Given.Token));

        Assert.Equal(RepositoryFailure.KeyMissing, failure.Failure);
    }

    private static async Task FuzzAsync(MemoryStore store, string key, Opener opener)
    {
        var access = opener switch
        {
            Opener.WithTheKey => RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(Given.Kek)),
            Opener.WithoutAnyKey => RepositoryAccess.Unencrypted,
            _ => RepositoryAccess.CatalogueOnly,
        };
        var record = GuardedDocument.Read(key, store.Objects[key]).Record.ToArray();
        using var copy = store.Copy();
        await Fuzz.RunAsync<IntegrityException, RepositoryException>(record, seed: 1, Rounds, async bytes =>
        {
            copy.Objects[key] = GuardedDocument.Write(bytes, keyId: null, recordKey: null);
            var repository = await BackupRepository.OpenAsync(copy, access, Given.Token);
            await repository.Catalogue.GetAsync(Given.Policy, Given.Backup, Given.Token);
        });
    }

    private static async Task<MemoryStore> StoredAsync(EncryptionMode mode)
    {
        var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store, mode);
        await Backups.CommitAsync(repository, Given.Backup, [1, 2, 3]);
        return store;
    }
}
