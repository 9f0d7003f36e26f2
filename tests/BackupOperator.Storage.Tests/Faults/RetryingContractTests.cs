using BackupOperator.Storage.FileSystem;

namespace BackupOperator.Storage.Tests.Faults;

/// <summary>The contract on a store of which two calls in five fail: with retries nobody notices.</summary>
public sealed class RetryingContractTests : ObjectStoreContract
{
    private readonly TemporaryDirectory directory = new();
    private FaultingObjectStore? faulting;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Contract_FaultsBetween_WereReallyThere()
    {
        await Store.PutAsync("key", new byte[10], ifAbsent: true, TestContext.Current.CancellationToken);
        await Store.StatAsync("key", TestContext.Current.CancellationToken);

        Assert.InRange(faulting!.Broken, 1, int.MaxValue);
    }

    protected override Task<IObjectStore> OpenAsync()
    {
        faulting = new FaultingObjectStore(
            new FileSystemObjectStore(new FileSystemStoreOptions { Root = directory.Path }, TimeProvider.System));
        var options = new RetryOptions
        {
            Attempts = 30,
            FirstDelay = TimeSpan.FromTicks(1),
            LongestDelay = TimeSpan.FromMilliseconds(1),
        };
        return Task.FromResult<IObjectStore>(new RetryingObjectStore(faulting, options, TimeProvider.System));
    }
}
