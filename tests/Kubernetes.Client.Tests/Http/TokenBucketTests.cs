using Kubernetes.Client.Http;
using Kubernetes.Client.Tests.Environment;

namespace Kubernetes.Client.Tests.Http;

public sealed class TokenBucketTests
{
    private readonly ManualTime time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_WithinTheBurst_DoesNotWait()
    {
        var bucket = new TokenBucket(1, 3, time);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(TimeSpan.Zero, await bucket.TakeAsync(Cancel));
        }
    }

    [Fact]
    public async Task Take_BeyondTheBurst_WaitsItsTurn()
    {
        var bucket = new TokenBucket(2, 1, time);
        await bucket.TakeAsync(Cancel);

        var second = bucket.TakeAsync(Cancel).AsTask();
        var third = bucket.TakeAsync(Cancel).AsTask();
        time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(TimeSpan.FromSeconds(0.5), await second);
        Assert.False(third.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(TimeSpan.FromSeconds(1), await third);
    }

    [Fact]
    public async Task Take_AfterALongQuietTime_GetsNoMoreThanTheBurst()
    {
        var bucket = new TokenBucket(1, 2, time);
        time.Advance(TimeSpan.FromHours(1));
        await bucket.TakeAsync(Cancel);
        await bucket.TakeAsync(Cancel);

        Assert.False(bucket.TakeAsync(Cancel).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Take_WaiterGivesUp_ItsTokenGoesToTheNext()
    {
        var bucket = new TokenBucket(1, 1, time);
        await bucket.TakeAsync(Cancel);
        using var giveUp = new CancellationTokenSource();
        var impatient = bucket.TakeAsync(giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);

        var next = bucket.TakeAsync(Cancel).AsTask();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(1), await next);
    }

    [Fact]
    public async Task Take_NoLimit_NeverWaits()
    {
        var bucket = new TokenBucket(0, 0, time);

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(TimeSpan.Zero, await bucket.TakeAsync(Cancel));
        }
    }
}
