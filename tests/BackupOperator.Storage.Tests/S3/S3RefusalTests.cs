using Amazon.S3.Model;

namespace BackupOperator.Storage.Tests.S3;

/// <summary>What a real server refuses, and how a person is told.</summary>
public sealed class S3RefusalTests : IAsyncLifetime
{
    private readonly TemporaryDirectory secrets = new();
    private TestBucket bucket = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => bucket = await TestBucket.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await bucket.DisposeAsync();
        secrets.Dispose();
    }

    [Fact]
    public async Task EveryCall_MissingBucket_IsContainerMissing()
    {
        using var store = ObjectStores.Open(bucket.Options with { Bucket = "no-such-bucket" });

        await EveryCallFailsAsync(store, StoreFailure.ContainerMissing, "no-such-bucket");
    }

    [Fact]
    public async Task EveryCall_UnknownAccessKey_IsAccessDenied()
    {
        using var store = ObjectStores.Open(bucket.Options with { AccessKeyFile = Secret("access", "nobody") });

        await EveryCallFailsAsync(store, StoreFailure.AccessDenied, "access key");
    }

    [Fact]
    public async Task EveryCall_WrongSecretKey_IsAccessDenied()
    {
        using var store = ObjectStores.Open(
            bucket.Options with { SecretKeyFile = Secret("secret", "wrong-secret-value") });

        await EveryCallFailsAsync(store, StoreFailure.AccessDenied, "secret key");
    }

    [Fact]
    public async Task EveryCall_SecretLacksAKey_IsAccessDeniedNamingTheFile()
    {
        using var store = ObjectStores.Open(
            bucket.Options with { SecretKeyFile = Path.Combine(secrets.Path, "absent") });

        await EveryCallFailsAsync(store, StoreFailure.AccessDenied, "absent");
    }

    [Fact]
    public async Task Put_KeysRotatedInTheFiles_GoesOnWithTheNewOnes()
    {
        var access = Secret("access", "nobody");
        using var store = ObjectStores.Open(bucket.Options with { AccessKeyFile = access });
        await Assert.ThrowsAsync<StoreException>(
            () => store.PutAsync("key", new byte[1], ifAbsent: false, Cancellation));

        File.Copy(TestBucket.AccessKeyFile, access, overwrite: true);

        await store.PutAsync("key", new byte[1], ifAbsent: false, Cancellation);
        Assert.NotNull(await store.StatAsync("key", Cancellation));
    }

    [Fact]
    public void Open_NeitherFilesNorAmbientCredentials_IsAccessDenied()
    {
        var exception = Assert.Throws<StoreException>(
            () => ObjectStores.Open(bucket.Options with { AccessKeyFile = null, SecretKeyFile = null }));

        Assert.Equal(StoreFailure.AccessDenied, exception.Failure);
    }

    [Fact]
    public async Task Put_ServerSideEncryptionThatTheServerLacks_NamesWhatToChange()
    {
        using var store = ObjectStores.Open(
            bucket.Options with { ServerEncryption = S3ServerEncryption.Kms, KmsKeyId = "none" });

        var exception = await Assert.ThrowsAsync<StoreException>(
            () => store.PutAsync("key", new byte[1], ifAbsent: false, Cancellation));

        Assert.False(exception.IsTransient, exception.Message);
    }

    [Fact]
    public async Task List_ForeignObjects_ShowsOnlyOwnKeys()
    {
        using var store = ObjectStores.Open(bucket.Options);
        await store.PutAsync("own", new byte[1], ifAbsent: true, Cancellation);
        foreach (var foreign in new[] { "cluster/a/some folder/", "cluster/a/über", "cluster/ab", "cluster/a" })
        {
            await bucket.Administrator.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = bucket.Name,
                    Key = foreign,
                    ContentBody = "x",
                    UseChunkEncoding = false,
                },
                Cancellation);
        }

        var listed = await store.ListAsync("", Cancellation).ToListAsync(Cancellation);

        Assert.Equal(["own"], listed.Select(stored => stored.Key));
    }

    private string Secret(string name, string value)
    {
        var path = Path.Combine(secrets.Path, name);
        File.WriteAllText(path, value);
        return path;
    }

    private static async Task EveryCallFailsAsync(IObjectStore store, StoreFailure failure, string named)
    {
        Func<Task>[] calls =
        [
            () => store.PutAsync("key", new byte[1], ifAbsent: true, Cancellation),
            () => store.PutAsync("key", new byte[1], ifAbsent: false, Cancellation),
            () => store.GetAsync("key", null, Cancellation),
            () => store.StatAsync("key", Cancellation),
            () => store.ListAsync("", Cancellation).ToListAsync(Cancellation).AsTask(),
            () => store.DeleteAsync("key", Cancellation),
        ];
        foreach (var call in calls)
        {
            var exception = await Assert.ThrowsAsync<StoreException>(call);
            Assert.True(failure == exception.Failure, exception.ToString());
            Assert.Contains(named, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong-secret-value", exception.ToString(), StringComparison.Ordinal);
        }
    }
}
