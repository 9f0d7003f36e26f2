using BackupOperator.Storage.Tests.S3.StandIn;

namespace BackupOperator.Storage.Tests;

/// <summary>What a probe finds, and what it leaves.</summary>
public sealed class StoreProbeTests : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly StandInS3 server = new();
    private readonly IObjectStore store;

    public StoreProbeTests()
    {
        var file = Path.Combine(directory.Path, "keys");
        File.WriteAllText(file, "any");
        store = ObjectStores.Open(new S3StoreOptions
        {
            Bucket = "bucket",
            Endpoint = server.Endpoint,
            ForcePathStyle = true,
            AccessKeyFile = file,
            SecretKeyFile = file,
            Retry = new RetryOptions { Attempts = 1 },
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        store.Dispose();
        await server.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Probe_GoodStore_TimesEveryStepAndLeavesNothing()
    {
        var result = await StoreProbe.RunAsync(store, TimeProvider.System, Cancellation);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(Enum.GetValues<ProbeStep>(), result.Latencies.Keys.Order());
        Assert.Empty(server.Bucket.Objects);
    }

    [Fact]
    public async Task Probe_StoreThatIgnoresRanges_FailsAtReadRange()
    {
        // Asked: HEAD and listing before the put, the put, the whole, the part.
        foreach (var fault in new Fault?[] { null, null, null, null, new Fault.IgnoreRange() })
        {
            server.Faults.Enqueue(fault);
        }

        var result = await StoreProbe.RunAsync(store, TimeProvider.System, Cancellation);

        Assert.Equal(ProbeStep.ReadRange, result.FailedStep);
        Assert.Equal(StoreFailure.Unsupported, result.Failure?.Failure);
        Assert.Empty(server.Bucket.Objects);
    }

    [Fact]
    public async Task Probe_StoreReturnsOtherBytes_IsCorrupt()
    {
        // A part carries no checksum: only the comparison finds it.
        foreach (var fault in new Fault?[] { null, null, null, null, new Fault.FlipBit() })
        {
            server.Faults.Enqueue(fault);
        }

        var result = await StoreProbe.RunAsync(store, TimeProvider.System, Cancellation);

        Assert.Equal(ProbeStep.ReadRange, result.FailedStep);
        Assert.Equal(StoreFailure.Corrupt, result.Failure?.Failure);
    }

    [Fact]
    public async Task Probe_StoreIsGone_TellsTheFirstStep()
    {
        server.Always = new Fault.Reset();

        var result = await StoreProbe.RunAsync(store, TimeProvider.System, Cancellation);

        Assert.Equal(ProbeStep.Write, result.FailedStep);
        Assert.Equal(StoreFailure.Unreachable, result.Failure?.Failure);
    }

    [Fact]
    public async Task Probe_ReadAndDeleteFail_TellsTheRead()
    {
        Fault?[] faults = [null, null, null, new Fault.FlipBit(), new Fault.Status(403, "AccessDenied")];
        foreach (var fault in faults)
        {
            server.Faults.Enqueue(fault);
        }

        var result = await StoreProbe.RunAsync(store, TimeProvider.System, Cancellation);

        Assert.Equal(ProbeStep.Read, result.FailedStep);
        Assert.Equal(StoreFailure.Corrupt, result.Failure?.Failure);
    }

    [Fact]
    public async Task Probe_LeftoversOfKilledProbes_AreRemoved()
    {
        using var files = ObjectStores.Open(new FileSystemStoreOptions { Root = directory.Path });
        await files.PutAsync("probe/old", new byte[1], ifAbsent: true, Cancellation);
        File.SetLastWriteTimeUtc(Path.Combine(directory.Path, "probe/old"), DateTime.UtcNow.AddHours(-2));
        await files.PutAsync("probe/of-another-pod", new byte[1], ifAbsent: true, Cancellation);

        Assert.True((await StoreProbe.RunAsync(files, TimeProvider.System, Cancellation)).Succeeded);

        Assert.Null(await files.StatAsync("probe/old", Cancellation));
        Assert.NotNull(await files.StatAsync("probe/of-another-pod", Cancellation));
    }

    [Fact]
    public async Task Usage_Prefix_SumsUpWhatIsBelow()
    {
        (string Key, int Size)[] objects = [("a/1", 10), ("a/2", 20), ("a/3", 0), ("a/4", 1), ("a/5", 1), ("b/1", 100)];
        foreach (var (key, size) in objects)
        {
            await store.PutAsync(key, new byte[size], ifAbsent: true, Cancellation);
        }

        Assert.Equal(new StoreUsage(32, 5), await StoreUsage.MeasureAsync(store, "a/", Cancellation));
        Assert.Equal(new StoreUsage(132, 6), await StoreUsage.MeasureAsync(store, "", Cancellation));
    }

    [Fact]
    public async Task Meter_PutAndGet_CountsWhatWentOverTheWire()
    {
        var meter = new StoreMeter();
        using var files = ObjectStores.Open(new FileSystemStoreOptions { Root = directory.Path }, meter);
        await files.PutAsync("k", new byte[1000], ifAbsent: true, Cancellation);
        await using (var stream = await files.GetAsync("k", new ByteRange(0, 300), Cancellation))
        {
            await stream.CopyToAsync(Stream.Null, Cancellation);
        }

        await Assert.ThrowsAsync<StoreException>(() => files.GetAsync("none", null, Cancellation));

        var traffic = meter.Snapshot();
        Assert.Equal((3, 1000, 300), (traffic.Requests, traffic.BytesSent, traffic.BytesReceived));
        Assert.Equal(new Dictionary<StoreFailure, long> { [StoreFailure.NotFound] = 1 }, traffic.Failures);
    }
}
