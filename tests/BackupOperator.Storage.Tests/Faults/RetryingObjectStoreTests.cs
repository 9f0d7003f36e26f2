namespace BackupOperator.Storage.Tests.Faults;

/// <summary>How often and how long is tried again.</summary>
public sealed class RetryingObjectStoreTests
{
    private readonly ImmediateClock clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_TransientFailures_WaitsLongerEachTimeWithinTheBound()
    {
        var store = Failing(StoreFailure.Unreachable);
        var options = new RetryOptions
        {
            Attempts = 10,
            FirstDelay = TimeSpan.FromSeconds(1),
            LongestDelay = TimeSpan.FromSeconds(8),
        };

        await FailsAsync(store, options, StoreFailure.Unreachable);

        Assert.Equal(10, store.Calls);
        Assert.Equal(9, clock.Delays.Count);
        Assert.All(clock.Delays, delay => Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromSeconds(8)));
        Assert.True(clock.Delays[^1] > clock.Delays[0]);
        Assert.Equal(
            clock.Delays.Count,
            clock.Delays.Distinct().Count() + clock.Delays.Count(delay => delay == clock.Delays.Max()) - 1);
    }

    [Fact]
    public async Task Call_TotalTimeUsedUp_GivesUpBeforeTheAttemptsDo()
    {
        var store = Failing(StoreFailure.Unreachable, retryAfter: TimeSpan.FromSeconds(20));
        var options = new RetryOptions { Attempts = 100, TotalTime = TimeSpan.FromMinutes(1) };

        var exception = await FailsAsync(store, options, StoreFailure.Unreachable);

        Assert.Equal(4, store.Calls);
        Assert.Contains("tried 4 times in 60 s", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(3600, 30)]
    public async Task Call_StoreAsksForADelay_GetsItUpToTheLongest(int askedSeconds, int waitedSeconds)
    {
        var store = Failing(StoreFailure.Throttled, TimeSpan.FromSeconds(askedSeconds));

        await FailsAsync(store, new RetryOptions { Attempts = 2 }, StoreFailure.Throttled);

        Assert.Equal([TimeSpan.FromSeconds(waitedSeconds)], clock.Delays);
    }

    [Theory]
    [InlineData(StoreFailure.NotFound)]
    [InlineData(StoreFailure.AccessDenied)]
    [InlineData(StoreFailure.Full)]
    [InlineData(StoreFailure.ContainerMissing)]
    [InlineData(StoreFailure.Corrupt)]
    [InlineData(StoreFailure.Untrusted)]
    [InlineData(StoreFailure.Unsupported)]
    public async Task Call_PermanentFailure_IsNotRepeated(StoreFailure failure)
    {
        var store = Failing(failure);

        await FailsAsync(store, new RetryOptions(), failure);

        Assert.Equal(1, store.Calls);
    }

    [Fact]
    public async Task Call_OneAttemptAllowed_IsNotRepeated()
    {
        var store = Failing(StoreFailure.Unreachable);

        await FailsAsync(store, new RetryOptions { Attempts = 1 }, StoreFailure.Unreachable);

        Assert.Equal(1, store.Calls);
    }

    [Fact]
    public async Task Call_HangsForEver_IsUnreachableInTime()
    {
        var store = new ScriptedObjectStore((_, _) => new TaskCompletionSource<StoredObject?>().Task);
        using var timed = new TimedObjectStore(store, new TimeoutOptions { Call = TimeSpan.FromSeconds(30) }, clock);

        var exception = await Assert.ThrowsAsync<StoreException>(() => timed.StatAsync("key", Cancellation));

        Assert.Equal(StoreFailure.Unreachable, exception.Failure);
        Assert.Contains("no answer within 30 s", exception.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(35), clock.Delays.Aggregate((sum, delay) => sum + delay));
    }

    [Fact]
    public async Task Call_CancelledByTheCaller_IsCancelledAndNotUnreachable()
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var store = new ScriptedObjectStore(async (_, token) =>
        {
            await cancelling.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return null;
        });
        using var timed = new TimedObjectStore(store, new TimeoutOptions(), TimeProvider.System);
        using var retrying = new RetryingObjectStore(timed, new RetryOptions(), clock);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => retrying.StatAsync("key", cancelling.Token));

        Assert.Equal(1, store.Calls);
    }

    private static ScriptedObjectStore Failing(StoreFailure failure, TimeSpan? retryAfter = null)
        => new((_, _) => throw new StoreException(failure, "scripted") { RetryAfter = retryAfter });

    private async Task<StoreException> FailsAsync(ScriptedObjectStore store, RetryOptions options, StoreFailure failure)
    {
        using var retrying = new RetryingObjectStore(store, options, clock);
        var exception = await Assert.ThrowsAsync<StoreException>(() => retrying.StatAsync("key", Cancellation));
        Assert.Equal(failure, exception.Failure);
        return exception;
    }
}
