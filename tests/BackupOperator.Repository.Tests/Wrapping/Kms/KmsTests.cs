using System.Text.Json;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Keys.Kms;

namespace BackupOperator.Repository.Tests.Wrapping.Kms;

/// <summary>A key-encryption key that never leaves KMS.</summary>
public sealed class KmsTests : IAsyncLifetime
{
    private readonly StandInKms _kms = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kms-").FullName;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "access"), StandInKms.AccessKey + "\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "secret"), "secret\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _kms.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Repository_UnderKms_OpensByIdAndByArnAndRotates()
    {
        using var store = new MemoryStore();
        var key = _kms.CreateKey();
        var repository = await CreateAsync(store, key);
        await Backups.CommitAsync(repository, "one", [1]);
        await repository.Keys.RotateAsync(Given.Token);
        await Backups.CommitAsync(repository, "two", [2]);

        foreach (var name in new[] { key, StandInKms.ArnOf(key) })
        {
            var again = await OpenAsync(store, name);
            Assert.Equal([1], await again.ReadAsync("dump", backup: "one"));
            Assert.Equal([2], await again.ReadAsync("dump", backup: "two"));
            Assert.True((await again.Keys.CheckEscrowAsync(null, Given.Token)).Passed);
        }
    }

    [Fact]
    public async Task KeyFile_UnderKms_HoldsNoKeyAndNamesTheKeyOfKms()
    {
        using var store = new MemoryStore();
        var key = _kms.CreateKey();
        await CreateAsync(store, key);
        var record = Record(store, KeyFile(store));
        Assert.Equal("AWS-KMS", record.Algorithm);
        Assert.Equal(StandInKms.ArnOf(key), record.KmsKeyArn);
        Assert.Null(record.Nonce);
        Assert.True(record.WrappedKey.Length > DataKey.SizeBytes);
    }

    [Fact]
    public async Task Repository_UnderAnotherKeyOfKms_IsNotOpened()
    {
        using var store = new MemoryStore();
        await CreateAsync(store, _kms.CreateKey());
        var failure = await Assert.ThrowsAsync<RepositoryException>(() => OpenAsync(store, _kms.CreateKey()));
        Assert.Equal(RepositoryFailure.KeyMissing, failure.Failure);
    }

    [Fact]
    public async Task SecretKey_WrappedAgainForKms_IsGivenUp()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await Backups.CommitAsync(repository, "one", [1]);
        var key = _kms.CreateKey();
        using var kek = Kek(key);
        Assert.Equal(new KeyWrapping(1, 0), await repository.Keys.AddKeyEncryptionKeyAsync(kek, Given.Token));
        Assert.Equal(new KeyWrapping(0, 1), await repository.Keys.AddKeyEncryptionKeyAsync(kek, Given.Token));

        var underKms = await OpenAsync(store, key);
        Assert.Equal(1, await underKms.Keys.RemoveKeyEncryptionKeyAsync(KeyEncryptionKey.Parse(Given.Kek), Given.Token));
        Assert.Equal([1], await (await OpenAsync(store, key)).ReadAsync("dump", backup: "one"));
        await Assert.ThrowsAsync<RepositoryException>(
            () => BackupRepository.OpenAsync(store, Given.Access(), Given.Token));
    }

    [Theory]
    [InlineData("repository")]
    [InlineData("key")]
    [InlineData("time")]
    [InlineData("ciphertext")]
    public async Task KeyFile_ThatWasChangedOrCopied_IsRefusedByKms(string what)
    {
        using var store = new MemoryStore();
        var key = _kms.CreateKey();
        var created = await CreateAsync(store, key);
        var file = KeyFile(store);
        var record = Record(store, file);
        var other = Identifier.Create().ToString();
        var changed = what switch
        {
            "repository" => record with { RepositoryId = other },
            "key" => record with { KeyId = other },
            "time" => record with { CreatedAt = record.CreatedAt.AddDays(1) },
            _ => record with { WrappedKey = [.. record.WrappedKey[..^1], (byte)(record.WrappedKey[^1] ^ 1)] },
        };
        using var kek = Kek(key);
        await Assert.ThrowsAsync<IntegrityException>(() => kek.UnwrapAsync(changed, file, Given.Token));

        // As the file itself, which the listing finds and names.
        store.Objects[file] = GuardedDocument.Write(
            JsonSerializer.SerializeToUtf8Bytes(changed, DocumentJson.Default.KeyRecord), null, null);
        await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync(store, key));
        Assert.NotNull(created.KeyId);
    }

    [Theory]
    [InlineData("AccessDeniedException", 400, RepositoryFailure.KeyServiceDenied)]
    [InlineData("ExpiredTokenException", 400, RepositoryFailure.KeyServiceDenied)]
    [InlineData("DisabledException", 400, RepositoryFailure.KeyServiceKeyUnusable)]
    [InlineData("NotFoundException", 400, RepositoryFailure.KeyServiceKeyUnusable)]
    [InlineData("KMSInvalidStateException", 400, RepositoryFailure.KeyServiceKeyUnusable)]
    [InlineData("InvalidKeyUsageException", 400, RepositoryFailure.KeyServiceKeyUnusable)]
    [InlineData("KMSInternalException", 500, RepositoryFailure.KeyServiceUnreachable)]
    [InlineData("ThrottlingException", 400, RepositoryFailure.KeyServiceUnreachable)]
    public async Task Refusal_OfKms_IsToldApart(string code, int status, RepositoryFailure expected)
    {
        using var store = new MemoryStore();
        var key = _kms.CreateKey();
        await CreateAsync(store, key);
        _kms.Refusal = (code, status);

        var failure = await Assert.ThrowsAsync<RepositoryException>(() => OpenAsync(store, key));
        Assert.Equal(expected, failure.Failure);
        Assert.Equal(expected == RepositoryFailure.KeyServiceUnreachable, failure.IsTransient);
        Assert.Contains(key, failure.Message);
        Assert.DoesNotContain("do not repeat me", failure.Message);
    }

    [Fact]
    public async Task Kms_ThatIsGone_IsUnreachable()
    {
        using var store = new MemoryStore();
        var key = _kms.CreateKey();
        await CreateAsync(store, key);
        await _kms.DisposeAsync();
        var failure = await Assert.ThrowsAsync<RepositoryException>(() => OpenAsync(store, key));
        Assert.Equal(RepositoryFailure.KeyServiceUnreachable, failure.Failure);
    }

    [Fact]
    public async Task Credentials_ThatKmsDoesNotKnow_AreDenied()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "access"), "AKIAOTHER", Given.Token);
        using var store = new MemoryStore();
        var failure = await Assert.ThrowsAsync<RepositoryException>(() => CreateAsync(store, _kms.CreateKey()));
        Assert.Equal(RepositoryFailure.KeyServiceDenied, failure.Failure);
        Assert.Empty(store.Objects);
    }

    [Fact]
    public void Credentials_ThatAreMissing_AreNamed()
    {
        var options = new KmsKeyOptions { KeyId = "k", Region = "r", AccessKeyFile = "/none", SecretKeyFile = "/none" };
        var failure = Assert.Throws<RepositoryException>(() => KeyEncryptionKey.InKms(options));
        Assert.Contains("/none", failure.Message);
        Assert.Throws<RepositoryException>(
            () => KeyEncryptionKey.InKms(options with { AccessKeyFile = null, SecretKeyFile = null }));
    }

    private static string KeyFile(MemoryStore store) => store.Objects.Keys.Single(key => key.StartsWith("keys/"));

    private static KeyRecord Record(MemoryStore store, string file) =>
        GuardedDocument.Read(file, store.Objects[file]).Value(file, DocumentJson.Default.KeyRecord);

    private KeyEncryptionKey Kek(string key) => KeyEncryptionKey.InKms(new KmsKeyOptions
    {
        KeyId = key,
        Region = "eu-central-1",
        Endpoint = _kms.Endpoint,
        Attempts = 1,
        AccessKeyFile = Path.Combine(_folder, "access"),
        SecretKeyFile = Path.Combine(_folder, "secret"),
    });

    private Task<BackupRepository> CreateAsync(MemoryStore store, string key) => BackupRepository.OpenAsync(
        store, RepositoryAccess.Encrypted(Kek(key)) with { CreateIfAbsent = true }, Given.Token);

    private Task<BackupRepository> OpenAsync(MemoryStore store, string key) => BackupRepository.OpenAsync(
        store, RepositoryAccess.Encrypted(Kek(key)), Given.Token);
}
