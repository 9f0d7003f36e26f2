namespace BackupOperator.Storage.Tests.S3;

/// <summary>A real server whose quota for a user is used up.</summary>
public sealed class S3QuotaTests
{
    [Fact]
    public async Task Put_QuotaUsedUp_IsFullAndDeletingStillWorks()
    {
        var access = Environment.GetEnvironmentVariable("BACKUPOPERATOR_TEST_S3_FULL_ACCESS_KEY_FILE");
        var secret = Environment.GetEnvironmentVariable("BACKUPOPERATOR_TEST_S3_FULL_SECRET_KEY_FILE");
        if (string.IsNullOrEmpty(access) || string.IsNullOrEmpty(secret))
        {
            Assert.Skip("no user with a quota: BACKUPOPERATOR_TEST_S3_FULL_ACCESS_KEY_FILE is not set");
        }

        var cancellation = TestContext.Current.CancellationToken;
        await using var bucket = await TestBucket.CreateAsync(access, secret);
        using var store = ObjectStores.Open(bucket.Options);
        await store.PutAsync("small", new byte[1000], ifAbsent: true, cancellation);

        var exception = await Assert.ThrowsAsync<StoreException>(
            () => store.PutAsync("large", new byte[9 * 1024 * 1024], ifAbsent: true, cancellation));

        Assert.Equal(StoreFailure.Full, exception.Failure);
        await store.DeleteAsync("small", cancellation);
        Assert.Null(await store.StatAsync("small", cancellation));
    }
}
