namespace BackupOperator.Storage.Tests.Faults;

/// <summary>The limit that options name is kept by the store that is opened with them.</summary>
public sealed class LimitTests : IDisposable
{
    private const int Rate = 1_000_000;

    private readonly TemporaryDirectory directory = new();

    // Time limits are not what waits here.
    private readonly ImmediateClock clock = new(longest: TimeSpan.FromSeconds(1));

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(Rate, 4.7, 5.1)]
    [InlineData(10 * Rate, 0.2, 0.6)]
    [InlineData(null, 0, 0)]
    public async Task Store_OpenedWithALimit_LetsBytesPassAtIt(int? limit, double least, double most)
    {
        var token = TestContext.Current.CancellationToken;
        using var store = ObjectStores.Open(
            new FileSystemStoreOptions { Root = directory.Path, LimitBytesPerSecond = limit }, timeProvider: clock);

        var began = clock.GetUtcNow();
        await store.PutAsync("key", new byte[5 * Rate], ifAbsent: true, token);
        Assert.InRange((clock.GetUtcNow() - began).TotalSeconds, least, most);

        began = clock.GetUtcNow();
        await using var stream = await store.GetAsync("key", range: null, token);
        await stream.CopyToAsync(Stream.Null, token);
        Assert.InRange((clock.GetUtcNow() - began).TotalSeconds, least, most);
    }
}
