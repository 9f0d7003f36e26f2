using System.Text.Json;
using BackupOperator.Agent.Reporting;
using BackupOperator.Agent.Restore;
using BackupOperator.Repository;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;
using BackupOperator.Storage;
using BackupOperator.Testing;

namespace BackupOperator.Agent.Tests.Restore;

/// <summary>How much of a stored source is on its way while it is restored.</summary>
public sealed class RepositoryStreamsTests : IDisposable
{
    private const int Mebi = 1024 * 1024;

    private readonly string folder = Directory.CreateTempSubdirectory("store-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(5, 5)]
    public async Task Stream_ReadAlone_HasAsManyRangesOnTheirWayAsTheRestoreHasConnections(int parallelism, int ranges)
    {
        using var store = new MeetingStore(Open());
        using var reader = await StoredAsync(store, "one");
        var streams = Streams(reader, parallelism);
        store.Gets = new Rendezvous(ranges);

        await using var stream = await streams.OpenAsync("one", Token);
        await stream.CopyToAsync(Stream.Null, Token);

        Assert.Equal(ranges, store.Gets.Most);
        Assert.Equal(40 * Mebi, streams.ReadBytes);
    }

    [Fact]
    public async Task Streams_ReadAtOnce_ShareWhatIsOnItsWay()
    {
        using var store = new MeetingStore(Open());
        using var reader = await StoredAsync(store, "one", "two", "three");
        var streams = Streams(reader, parallelism: 6);

        // Six of the first, three of the second, two of the third.
        store.Gets = new Rendezvous(11);
        await ReadAllAsync(streams, "one", "two", "three");
        Assert.Equal(11, store.Gets.Most);

        // The next one is alone again.
        store.Gets = new Rendezvous(6);
        await ReadAllAsync(streams, "one");
        Assert.Equal(6, store.Gets.Most);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static RepositoryStreams Streams(SourceReader reader, int parallelism) => new(
        reader, parallelism, new WorkProgress(new AgentOutput(Stream.Null, TimeProvider.System)));

    private static async Task ReadAllAsync(RepositoryStreams streams, params string[] names)
    {
        var open = new List<Stream>();
        foreach (var name in names)
        {
            open.Add(await streams.OpenAsync(name, Token));
        }

        await Task.WhenAll(open.Select(stream => stream.CopyToAsync(Stream.Null, Token)));
        foreach (var stream in open)
        {
            await stream.DisposeAsync();
        }
    }

    private static async Task<SourceReader> StoredAsync(MeetingStore store, params string[] names)
    {
        var repository = await BackupRepository.OpenAsync(
            store, RepositoryAccess.Unencrypted with { CreateIfAbsent = true }, Token);
        var options = new SourceWriterOptions
        {
            PolicyUid = "policy",
            Source = "orders",
            Backup = "b1",
            Compression = Compression.None,
        };
        await using var writer = await repository.WriteSourceAsync(options, Token);
        foreach (var name in names)
        {
            var content = new byte[40 * Mebi];
            Random.Shared.NextBytes(content);
            await writer.WriteStreamAsync(name, new MemoryStream(content), Token);
        }

        await writer.CompleteAsync(JsonDocument.Parse("{}").RootElement, Token);
        return await repository.OpenSourceAsync("policy", "b1", "orders", Token);
    }

    private IObjectStore Open() => ObjectStores.Open(new FileSystemStoreOptions { Root = folder }, new StoreMeter());
}
