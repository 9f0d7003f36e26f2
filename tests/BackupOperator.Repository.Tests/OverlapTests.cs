using BackupOperator.Repository.Checking;
using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;
using BackupOperator.Testing;

namespace BackupOperator.Repository.Tests;

/// <summary>What is done at once really is, and no more than was asked for: each call waits until all are inside.</summary>
public sealed class OverlapTests
{
    private const int Mebi = 1024 * 1024;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Packs_OfAWriter_AreStoredAtOnce(int parallelism)
    {
        var uploads = new Rendezvous(parallelism);
        using var store = new MemoryStore
        {
            DuringPut = (key, token) => IsPack(key) ? uploads.EnterAsync(token) : Task.CompletedTask,
        };
        var repository = await Given.RepositoryAsync(store);
        var content = Given.Random((parallelism + 1) * Given.SmallestPack);

        await repository.WriteAsync(Given.Options() with { Parallelism = parallelism }, ("dump", content));

        Assert.Equal(parallelism, uploads.Most);
        store.DuringPut = null;
        Given.SameBytes(content, await repository.ReadAsync("dump"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Batches_OfAWriter_AreReadAtOnce(int parallelism)
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var readers = new Rendezvous(parallelism);
        await using var writer = await repository.WriteSourceAsync(
            Given.Options() with { Parallelism = parallelism }, Given.Token);
        await using var content = writer.OpenPieces("content");

        for (var number = 0; number < 3 * parallelism; number++)
        {
            await content.SubmitAsync(new MeetingBatch(readers), Given.Token);
        }

        await content.CompleteAsync(Given.Token);
        Assert.Equal(parallelism, readers.Most);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Stream_ThatIsRead_IsFetchedAheadAtOnce(int parallelism)
    {
        using var store = new MemoryStore();
        using var reader = await StoredAsync(store, (parallelism + 2) * 8 * Mebi);
        var fetches = new Rendezvous(parallelism);
        var gets = 0;

        // The first one brings the chunk list, which says what else there is.
        store.DuringGet = (_, token) =>
            Interlocked.Increment(ref gets) == 1 ? Task.CompletedTask : fetches.EnterAsync(token);
        await using var stream = reader.OpenRead("dump", parallelism);
        await stream.CopyToAsync(Stream.Null, Given.Token);

        Assert.Equal(parallelism, fetches.Most);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Ranges_OfADelivery_AreFetchedTwiceAsManyAtOnceAsAreWritten(int parallelism)
    {
        using var store = new MemoryStore();
        using var reader = await StoredAsync(store, (parallelism + 1) * 16 * Mebi);
        var fetches = new Rendezvous(2 * parallelism);
        var sink = new PlannedSink();
        store.DuringGet = (_, token) => sink.IsPlanned ? fetches.EnterAsync(token) : Task.CompletedTask;

        await reader.ReadChunksAsync("dump", sink, parallelism, Given.Token);

        Assert.Equal(2 * parallelism, fetches.Most);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Packs_OfACheck_AreReadTwiceAsManyAtOnceAsAreOpened(int parallelism)
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await Backups.CommitAsync(repository, Given.Backup, Given.Random((parallelism + 1) * 2 * Given.SmallestPack));
        var packs = new Rendezvous(2 * parallelism);
        store.DuringGet = (key, token) => IsPack(key) ? packs.EnterAsync(token) : Task.CompletedTask;

        var report = await IntegrityCheck.RunAsync(
            repository, Given.Policy, Given.Backup, new CheckOptions { Parallelism = parallelism }, Given.Token);

        Assert.True(report.Passed);
        Assert.Equal(2 * parallelism, packs.Most);
    }

    private static bool IsPack(string key) => key.Contains("/packs/", StringComparison.Ordinal);

    private static async Task<SourceReader> StoredAsync(MemoryStore store, int length)
    {
        var repository = await Given.RepositoryAsync(store);
        await repository.WriteAsync(Given.Options(), ("dump", Given.Random(length)));
        return await repository.OpenSourceAsync(Given.Policy, Given.Backup, Given.Source, Given.Token);
    }

    private sealed class MeetingBatch(Rendezvous readers) : IPieceBatch
    {
        public int Count => 1;

        public int Room(int piece) => 1000;

        public int Read(int piece, Span<byte> room)
        {
            readers.Enter();
            Random.Shared.NextBytes(room);
            return room.Length;
        }

        public void Stored(int piece, int length, int chunks)
        {
        }
    }

    private sealed class PlannedSink : IChunkSink<object>
    {
        private volatile bool _isPlanned;

        /// <summary>Whether the chunk list is read, and what is fetched from now on are chunks.</summary>
        public bool IsPlanned => _isPlanned;

        public ValueTask<object?> PlanAsync(int length, CancellationToken cancellationToken)
        {
            _isPlanned = true;
            return ValueTask.FromResult<object?>(this);
        }

        public void Write(object target, ReadOnlySpan<byte> content)
        {
        }
    }
}
