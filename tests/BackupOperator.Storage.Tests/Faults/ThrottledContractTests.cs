using BackupOperator.Storage.FileSystem;

namespace BackupOperator.Storage.Tests.Faults;

/// <summary>The contract on the whole stack with a limit, on a clock that waits for nothing.</summary>
public sealed class ThrottledContractTests : ObjectStoreContract
{
    private const int Rate = 1_000_000;

    private readonly TemporaryDirectory directory = new();
    private readonly ImmediateClock clock = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Transfers_InBothDirections_TakeTheirTime()
    {
        var token = TestContext.Current.CancellationToken;
        var began = clock.GetUtcNow();
        await Store.PutAsync("key", new byte[5 * Rate], ifAbsent: true, token);
        Assert.InRange((clock.GetUtcNow() - began).TotalSeconds, 4.7, 5.1);
        began = clock.GetUtcNow();
        await using var stream = await Store.GetAsync("key", range: null, token);
        await stream.CopyToAsync(Stream.Null, token);
        Assert.InRange((clock.GetUtcNow() - began).TotalSeconds, 4.7, 5.1);
    }

    protected override Task<IObjectStore> OpenAsync()
    {
        var store = new FileSystemObjectStore(
            new FileSystemStoreOptions { Root = directory.Path }, TimeProvider.System);
        return Task.FromResult<IObjectStore>(new ThrottledObjectStore(store, new BytePacer(Rate, clock)));
    }
}
