using System.Threading.Channels;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Reading;

/// <summary>The plaintext of one stream: no byte is returned before its chunk is verified, and the end is reported only
/// when number, length and digest of all chunks of the stream are right.</summary>
internal sealed class VerifiedStream : Stream
{
    private readonly ManifestStream _stream;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Task<PooledBuffer>> _ahead;
    private readonly Task _prefetch;
    private PooledBuffer? _current;
    private int _taken;
    private long _position;
    private bool _disposed;

    public VerifiedStream(
        ManifestStream stream, ChunkListReader lists, SegmentFetcher fetcher, int parallelism)
    {
        _stream = stream;
        _ahead = Channel.CreateBounded<Task<PooledBuffer>>(parallelism);
        _prefetch = Task.Run(() => PrefetchAsync(lists, fetcher));
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _stream.LengthBytes;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || !await FillAsync(cancellationToken))
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, _current!.Length - _taken);
        _current.Memory.Slice(_taken, count).CopyTo(buffer);
        _taken += count;
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stop.CancelAsync();
        await _prefetch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_ahead.Reader.TryRead(out var fetch))
        {
            await ReturnAsync(fetch);
        }

        _current?.Dispose();
        _current = null;
        _stop.Dispose();
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    private static async Task ReturnAsync(Task<PooledBuffer> fetch)
    {
        await ((Task)fetch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (fetch.IsCompletedSuccessfully)
        {
            fetch.Result.Dispose();
        }
    }

    /// <summary>Makes sure that bytes are at hand; false at the verified end.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        while (_current is null || _taken == _current.Length)
        {
            _current?.Dispose();
            _current = null;
            _taken = 0;
            if (!await _ahead.Reader.WaitToReadAsync(cancellationToken))
            {
                return false;
            }

            // Peeked first: a caller who gives up while waiting leaves the segment where it is.
            _ahead.Reader.TryPeek(out var fetch);
            _current = await fetch!.WaitAsync(cancellationToken);
            _ahead.Reader.TryRead(out _);
        }

        return true;
    }

    private async Task PrefetchAsync(ChunkListReader lists, SegmentFetcher fetcher)
    {
        try
        {
            var plan = new SegmentPlan();
            await foreach (var list in lists.ListsAsync(_stream, _stop.Token))
            {
                for (var index = 0; index < list.Length; index++)
                {
                    await FetchAsync(plan.Add(list.Span[index]), fetcher);
                }
            }

            await FetchAsync(plan.Complete(), fetcher);
            _ahead.Writer.Complete();
        }
        catch (Exception exception)
        {
            _ahead.Writer.Complete(exception);
        }
    }

    private async ValueTask FetchAsync(Segment? segment, SegmentFetcher fetcher)
    {
        if (segment is null)
        {
            return;
        }

        // There is one writer, so room that was seen is room: no fetch begins that nobody would own.
        await _ahead.Writer.WaitToWriteAsync(_stop.Token);
        _ahead.Writer.TryWrite(Task.Run(() => fetcher.FetchAsync(segment, _stop.Token)));
    }
}
