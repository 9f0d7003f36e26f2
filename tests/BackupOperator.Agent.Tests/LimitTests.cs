using BackupOperator.Agent.Stores;
using BackupOperator.Contract;
using BackupOperator.Storage;
using BackupOperator.Storage.Tests.Faults;

namespace BackupOperator.Agent.Tests;

/// <summary>The bytes a second of a task are those of the store that an agent opens for it.</summary>
public sealed class LimitTests : IDisposable
{
    private const int Rate = 1_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("limit-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(Rate, 2.7, 3.1)]
    [InlineData(null, 0, 0)]
    public async Task Store_OfATaskWithALimit_TakesBytesAtIt(int? limit, double least, double most)
    {
        // Time limits are not what waits here.
        var clock = new ImmediateClock(longest: TimeSpan.FromSeconds(1));
        var task = new StoreTask
        {
            LocationName = "primary",
            FilesystemPath = _folder.FullName,
            BytesPerSecond = limit,
        };
        using var store = StoreOpening.Open(task, new StoreMeter(), clock);

        var began = clock.GetUtcNow();
        await store.PutAsync("key", new byte[3 * Rate], ifAbsent: true, TestContext.Current.CancellationToken);

        Assert.InRange((clock.GetUtcNow() - began).TotalSeconds, least, most);
    }
}
