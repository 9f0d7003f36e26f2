using BackupOperator.Repository.Checking;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Repository.Tests;

/// <summary>Whoever cancels does not wait for what goes on: neither for a processor nor for a store.</summary>
public sealed class CancellationTests
{
    private const int Mebi = 1024 * 1024;

    // A second is what is promised; the rest is for machines that have other work.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Writer_CancelledWhileItCompressesSlowly_EndsAtOnce()
    {
        using var cancelled = new CancellationTokenSource();
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var frames = 0;
        var options = Given.Options(compression: Compression.Zstd(19)) with
        {
            Progress = new SynchronousProgress<WriteProgress>(_ =>
            {
                if (Interlocked.Increment(ref frames) == 3)
                {
                    cancelled.CancelAfter(TimeSpan.Zero);
                }
            }),
        };
        var writer = await repository.WriteSourceAsync(options, Given.Token);

        var writing = writer.WriteStreamAsync("dump", GeneratedStream.OfText(), cancelled.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await AfterAsync(cancelled, writing));
        await writer.DisposeAsync().AsTask().WaitAsync(Limit, Given.Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Writer_CancelledWhileTheStoreHangs_EndsAtOnce(bool completing)
    {
        using var cancelled = new CancellationTokenSource();
        var puts = new HangingCalls();
        using var store = new MemoryStore { DuringPut = Hanging(puts) };
        var repository = await Given.RepositoryAsync(store);
        var writer = await repository.WriteSourceAsync(Given.Options(), Given.Token);

        // What fits into one pack is uploaded by the completion only.
        var writing = completing
            ? CompleteAsync(writer, cancelled.Token)
            : writer.WriteStreamAsync("dump", GeneratedStream.OfNoise(long.MaxValue), cancelled.Token);
        await puts.Begun.WaitAsync(Given.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.WaitAsync(Limit, Given.Token));
        await writer.DisposeAsync().AsTask().WaitAsync(Limit, Given.Token);
        Assert.DoesNotContain(store.Objects.Keys, key => key.EndsWith(".manifest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stream_CancelledWhileTheStoreHangs_EndsAtOnce()
    {
        using var cancelled = new CancellationTokenSource();
        var gets = new HangingCalls();
        using var store = new MemoryStore();
        using var reader = await StoredAsync(store);
        store.DuringGet = Hanging(gets);
        var stream = reader.OpenRead("dump");

        var reading = stream.CopyToAsync(Stream.Null, cancelled.Token);
        await gets.Begun.WaitAsync(Given.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Limit, Given.Token));
        await stream.DisposeAsync().AsTask().WaitAsync(Limit, Given.Token);
        Assert.Equal(0, reader.Buffers.RentedBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delivery_CancelledWhileTheStoreHangs_EndsAtOnce(bool planned)
    {
        using var cancelled = new CancellationTokenSource();
        var gets = new HangingCalls();
        using var store = new MemoryStore();
        using var reader = await StoredAsync(store);
        var sink = new Sink(() => store.DuringGet = Hanging(gets));
        store.DuringGet = planned ? null : Hanging(gets);

        var delivery = reader.ReadChunksAsync("dump", sink, parallelism: 2, cancelled.Token);
        await gets.Begun.WaitAsync(Given.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery.WaitAsync(Limit, Given.Token));
        Assert.Equal(0, reader.Buffers.RentedBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_CancelledWhileTheStoreHangs_EndsAtOnce(bool reads)
    {
        using var cancelled = new CancellationTokenSource();
        var gets = new HangingCalls();
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await Backups.CommitAsync(repository, Given.Backup, Given.Random(20 * Mebi));
        store.DuringGet = Hanging(gets);
        var options = new CheckOptions
        {
            Consumer = reads
                ? static (stream, token) => stream.Content.CopyToAsync(Stream.Null, token)
                : null,
        };

        var check = IntegrityCheck.RunAsync(repository, Given.Policy, Given.Backup, options, cancelled.Token);
        await gets.Begun.WaitAsync(Given.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check.WaitAsync(Limit, Given.Token));
    }

    private static Func<string, CancellationToken, Task> Hanging(HangingCalls calls) => (key, token) =>
        key.Contains("/packs/", StringComparison.Ordinal) ? calls.HangAsync(token) : Task.CompletedTask;

    /// <summary>The work, which has to end soon after it is cancelled.</summary>
    private static async Task AfterAsync(CancellationTokenSource cancelled, Task work)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var telling = cancelled.Token.Register(told.SetResult);
        await told.Task.WaitAsync(Given.Token);
        await work.WaitAsync(Limit, Given.Token);
    }

    private static async Task CompleteAsync(SourceWriter writer, CancellationToken cancellationToken)
    {
        await writer.WriteStreamAsync("dump", new MemoryStream(Given.Random(2 * Mebi)), cancellationToken);
        await writer.CompleteAsync(Given.Details(), cancellationToken);
    }

    private static async Task<SourceReader> StoredAsync(MemoryStore store)
    {
        var repository = await Given.RepositoryAsync(store);
        await repository.WriteAsync(Given.Options(), ("dump", Given.Random(20 * Mebi)));
        return await repository.OpenSourceAsync(Given.Policy, Given.Backup, Given.Source, Given.Token);
    }

    private sealed class Sink(Action planned) : IChunkSink<object>
    {
        public ValueTask<object?> PlanAsync(int length, CancellationToken cancellationToken)
        {
            planned();
            return ValueTask.FromResult<object?>(this);
        }

        public void Write(object target, ReadOnlySpan<byte> content)
        {
        }
    }
}
