using BackupOperator.Storage.Tests.S3.StandIn;

namespace BackupOperator.Storage.Tests.S3;

/// <summary>Deletes of many objects, and what a server keeps although it was asked.</summary>
public sealed class S3DeleteTests : IAsyncDisposable
{
    private readonly StandInS3 server = new();
    private readonly TemporaryDirectory secrets = new();
    private readonly IObjectStore store;

    public S3DeleteTests()
    {
        File.WriteAllText(Path.Combine(secrets.Path, "access"), "access");
        File.WriteAllText(Path.Combine(secrets.Path, "secret"), "secret");
        store = ObjectStores.Open(new S3StoreOptions
        {
            Bucket = "bucket",
            Prefix = "p",
            Endpoint = server.Endpoint,
            ForcePathStyle = true,
            AccessKeyFile = Path.Combine(secrets.Path, "access"),
            SecretKeyFile = Path.Combine(secrets.Path, "secret"),
            Retry = new RetryOptions { Attempts = 2, FirstDelay = TimeSpan.FromTicks(1) },
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        store.Dispose();
        await server.DisposeAsync();
        secrets.Dispose();
    }

    [Fact]
    public async Task DeleteMany_OfThousands_AsksOnceForEachThousand()
    {
        var keys = Fill(2001);
        Assert.Empty(await store.DeleteManyAsync(keys[..^1], Cancellation));
        Assert.Equal(["p/2000"], server.Bucket.Objects.Keys);
        Assert.Equal(["POST", "POST"], server.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task DeleteMany_OfWhatIsLockedOrForbidden_NamesItAndDeletesTheRest()
    {
        var keys = Fill(4);
        server.Bucket.Refusals["p/1"] = ("AccessDenied", "Access Denied because object protected by object lock.");
        server.Bucket.Refusals["p/2"] = ("AccessDenied", "Access Denied");
        server.Bucket.Refusals["p/3"] = ("NoSuchKey", "gone");

        var undeleted = await store.DeleteManyAsync(keys, Cancellation);
        Assert.Equal(
            [("1", StoreFailure.Retained), ("2", StoreFailure.AccessDenied)],
            undeleted.Select(one => (one.Key, one.Failure.Failure)));
        Assert.False(server.Bucket.Objects.ContainsKey("p/0"));
    }

    [Fact]
    public async Task DeleteMany_WhenTheStoreIsBusyWithOne_IsRepeatedAndThenFails()
    {
        var keys = Fill(2);
        server.Bucket.Refusals["p/1"] = ("SlowDown", "Please reduce your request rate.");
        var failure = await Assert.ThrowsAsync<StoreException>(() => store.DeleteManyAsync(keys, Cancellation));
        Assert.Equal(StoreFailure.Throttled, failure.Failure);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task DeleteMany_OnAServerWithoutBatches_DeletesOneByOne()
    {
        var keys = Fill(3);
        server.Faults.Enqueue(new Fault.Status(501, "NotImplemented"));
        server.Bucket.Refusals["p/1"] = ("InvalidRequest", "Object is WORM protected and cannot be overwritten");

        var undeleted = Assert.Single(await store.DeleteManyAsync(keys, Cancellation));
        Assert.Equal(("1", StoreFailure.Retained), (undeleted.Key, undeleted.Failure.Failure));
        Assert.Empty(await store.DeleteManyAsync(["2"], Cancellation));
        Assert.Equal(
            ["POST", "DELETE", "DELETE", "DELETE", "DELETE"], server.Requests.Select(request => request.Method));
    }

    [Theory]
    [InlineData("AccessDenied", "forbidden by object lock", StoreFailure.Retained)]
    [InlineData("ObjectLocked", "no", StoreFailure.Retained)]
    [InlineData("AccessDenied", "Access Denied", StoreFailure.AccessDenied)]
    public async Task Delete_ThatIsRefused_TellsALockFromAPermission(string code, string message, StoreFailure expected)
    {
        Fill(1);
        server.Bucket.Refusals["p/0"] = (code, message);
        var failure = await Assert.ThrowsAsync<StoreException>(() => store.DeleteAsync("0", Cancellation));
        Assert.Equal(expected, failure.Failure);
    }

    private string[] Fill(int count)
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(number => $"{number}")];
        Array.ForEach(keys, key => server.Bucket.Objects[$"p/{key}"] = [1]);
        return keys;
    }
}
