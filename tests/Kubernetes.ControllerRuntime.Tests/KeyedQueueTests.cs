using System.Collections.Concurrent;
using Kubernetes.Client.Tests.Environment;
using Kubernetes.ControllerRuntime.Queueing;

namespace Kubernetes.ControllerRuntime.Tests;

public sealed class KeyedQueueTests
{
    private static readonly EntityKey One = new("ns", "one");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Add_WhileTheKeyIsWorkedOn_BringsItBackOnlyWhenDone()
    {
        using var queue = new KeyedQueue("Gadget", Given.Metrics(), TimeProvider.System);
        queue.Add(One);
        await queue.TakeAsync(Cancelled);

        queue.Add(One);
        queue.Add(One);
        Assert.Equal(0, queue.Depth);
        queue.Done(One);

        Assert.Equal(1, queue.Depth);
        Assert.Equal(One, await queue.TakeAsync(Cancelled));
    }

    [Fact(Timeout = 120_000)]
    public async Task AddAfter_SeveralWishes_EarliestCounts()
    {
        var time = new ManualTime();
        using var queue = new KeyedQueue("Gadget", Given.Metrics(), time);
        queue.AddAfter(One, TimeSpan.FromMinutes(5));
        queue.AddAfter(One, TimeSpan.FromMinutes(1));
        queue.AddAfter(One, TimeSpan.FromMinutes(9));

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, queue.Depth);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, queue.Depth);

        queue.Done(await queue.TakeAsync(Cancelled));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, queue.Depth);
    }

    [Fact(Timeout = 120_000)]
    public async Task Take_KeyPlannedForLater_TakesThePlanBack()
    {
        var time = new ManualTime();
        using var queue = new KeyedQueue("Gadget", Given.Metrics(), time);
        queue.AddAfter(One, TimeSpan.FromMinutes(1));
        queue.Add(One);
        queue.Done(await queue.TakeAsync(Cancelled));

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(0, queue.Depth);
    }

    [Fact(Timeout = 120_000)]
    public async Task AddAfter_DueWhileTheKeyIsWorkedOn_IsNotLost()
    {
        var time = new ManualTime();
        using var queue = new KeyedQueue("Gadget", Given.Metrics(), time);
        queue.Add(One);
        await queue.TakeAsync(Cancelled);
        queue.AddAfter(One, TimeSpan.FromSeconds(1));

        time.Advance(TimeSpan.FromSeconds(1));
        queue.Done(One);

        Assert.Equal(1, queue.Depth);
    }

    [Fact(Timeout = 120_000)]
    public async Task Queue_ManyWorkersAndWriters_NeverTwoOnOneKeyAndTheLastWriteIsSeen()
    {
        const int Keys = 7;
        const int WritesPerWriter = 3000;
        using var queue = new KeyedQueue("Gadget", Given.Metrics(), TimeProvider.System);
        var written = new long[Keys];
        var seen = new long[Keys];
        var inside = new int[Keys];
        var overlaps = new ConcurrentBag<int>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                EntityKey key;
                try
                {
                    key = await queue.TakeAsync(stop.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                var index = int.Parse(key.Name);
                if (Interlocked.Increment(ref inside[index]) > 1)
                {
                    overlaps.Add(index);
                }

                var value = Interlocked.Read(ref written[index]);
                await Task.Yield();
                Interlocked.Exchange(ref seen[index], value);
                Interlocked.Decrement(ref inside[index]);
                queue.Done(key);
            }
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(writer => Task.Run(() =>
        {
            for (var count = 0; count < WritesPerWriter; count++)
            {
                var index = ((count * 31) + writer) % Keys;
                Interlocked.Increment(ref written[index]);
                queue.Add(new EntityKey(null, $"{index}"));
            }
        })));

        // A take of a marker that was added last, by each worker in turn, means that all before it are taken.
        while (Enumerable.Range(0, Keys).Any(index => Interlocked.Read(ref seen[index]) != Interlocked.Read(ref written[index])))
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Task.WhenAll(workers);
        Assert.Empty(overlaps);
        Assert.Equal(3L * WritesPerWriter, written.Sum());
    }

    [Fact]
    public void Backoff_FailuresInARow_DoubleUpToTheLimitWithJitter()
    {
        var options = new BackoffOptions { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(5), Jitter = 0.5 };
        var longest = new Backoff(options, () => 0);
        var shortest = new Backoff(options, () => 1);

        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(0, 5).Select(_ => longest.Next(One).TotalSeconds));
        Assert.Equal([0.5, 1, 2, 2.5, 2.5], Enumerable.Range(0, 5).Select(_ => shortest.Next(One).TotalSeconds));
        Assert.Equal(5, longest.Failures(One));
        longest.Forget(One);
        Assert.Equal(1, longest.Next(One).TotalSeconds);
    }

    [Fact]
    public void Backoff_ManyFailures_StaysAtTheLimit()
    {
        var backoff = new Backoff(new BackoffOptions { Jitter = 0 }, () => 0);
        var waits = Enumerable.Range(0, 5000).Select(_ => backoff.Next(One)).ToList();
        Assert.Equal(TimeSpan.FromMinutes(5), waits[^1]);
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5)));
    }
}
