namespace BackupOperator.Storage.Tests.Faults;

/// <summary>The rate is kept, turns are taken, and nobody waits who has given up.</summary>
public sealed class BytePacerTests
{
    private const int Rate = 1_000_000;
    private readonly StoppedClock clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rate)]
    [InlineData(10 * Rate)]
    [InlineData((3 * Rate) + 17)]
    public async Task Bytes_InOneCall_PassAtTheRate(int bytes)
    {
        await FinishAsync(new BytePacer(Rate, clock).TakeAsync(bytes, Cancellation).AsTask());

        // A quarter of a second was saved up.
        Assert.InRange(clock.Now.TotalSeconds, ((double)bytes / Rate) - 0.26, (double)bytes / Rate);
    }

    [Fact]
    public async Task Bytes_InManyCallsAtOnce_PassAtTheRateTogether()
    {
        var pacer = new BytePacer(Rate, clock);
        await FinishAsync(Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => pacer.TakeAsync(Rate / 2, Cancellation).AsTask())));
        Assert.InRange(clock.Now.TotalSeconds, 4.7, 5);
    }

    [Fact]
    public async Task SmallCall_BesideLargeOnes_WaitsForASliceOfEach()
    {
        var pacer = new BytePacer(Rate, clock);
        var large = Enumerable.Range(0, 3).Select(_ => pacer.TakeAsync(10 * Rate, Cancellation).AsTask()).ToList();
        for (var step = 0; step < 30; step++)
        {
            clock.Step();
        }

        var began = clock.Now;
        await FinishAsync(pacer.TakeAsync(1, Cancellation).AsTask());
        Assert.InRange((clock.Now - began).TotalSeconds, 0.01, 4.0 * pacer.SliceBytes / Rate);
        Assert.All(large, call => Assert.False(call.IsCompleted));
        await FinishAsync(Task.WhenAll(large));
    }

    [Fact]
    public async Task LargeCalls_SideBySide_EndTogether()
    {
        var pacer = new BytePacer(Rate, clock);
        var one = pacer.TakeAsync(5 * Rate, Cancellation).AsTask();
        var two = pacer.TakeAsync(5 * Rate, Cancellation).AsTask();
        await FinishAsync(Task.WhenAny(one, two));
        Assert.InRange(clock.Now.TotalSeconds, 9.5, 10);
        await FinishAsync(Task.WhenAll(one, two));
    }

    [Fact]
    public async Task Call_ThatIsCancelled_EndsAtOnce()
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var call = new BytePacer(Rate, clock).TakeAsync(100 * Rate, cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(TimeSpan.Zero, clock.Now);
    }

    [Fact]
    public async Task Bytes_GivenBack_CostNothing()
    {
        var pacer = new BytePacer(Rate, clock);
        await FinishAsync(pacer.TakeAsync(Rate, Cancellation).AsTask());
        var before = clock.Now;
        pacer.Return(Rate / 2);
        await FinishAsync(pacer.TakeAsync(Rate / 2, Cancellation).AsTask());
        Assert.InRange(clock.Now - before, TimeSpan.Zero, TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public void Rate_OfNothing_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BytePacer(0, clock));

    // Each timer that fires lets the waiting call ask for its next slice, on this or another thread.
    private async Task FinishAsync(Task call)
    {
        for (var turn = 0; !call.IsCompleted; turn++)
        {
            Assert.True(turn < 10_000_000, "nothing passes any more");
            if (!clock.Step())
            {
                await Task.Yield();
            }
        }

        await call;
    }
}
