using System.Security.Cryptography;
using System.Threading.Channels;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Reading;

/// <summary>The plaintext of one stream: no byte is returned before its chunk is verified, and the end is reported only
/// when length and digest of the whole stream are right.</summary>
internal sealed class VerifiedStream : Stream
{
    private readonly ManifestStream _stream;
    private readonly string _manifestKey;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Task<PooledBuffer>> _ahead;
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Task _prefetch;
    private PooledBuffer? _current;
    private int _taken;
    private long _position;
    private bool _ended;
    private bool _disposed;

    public VerifiedStream(
        ManifestStream stream, string manifestKey, ChunkListReader lists, SegmentFetcher fetcher, int parallelism)
    {
        _stream = stream;
        _manifestKey = manifestKey;
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
        _digest.Dispose();
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
            if (_ended || !await _ahead.Reader.WaitToReadAsync(cancellationToken))
            {
                RequireWhole();
                return false;
            }

            // Peeked first: a caller who gives up while waiting leaves the segment where it is.
            _ahead.Reader.TryPeek(out var fetch);
            _current = await fetch!.WaitAsync(cancellationToken);
            _ahead.Reader.TryRead(out _);
            _digest.AppendData(_current.Span);
        }

        return true;
    }

    private void RequireWhole()
    {
        if (_ended)
        {
            return;
        }

        if (_position != _stream.LengthBytes || !_digest.GetCurrentHash().AsSpan().SequenceEqual(_stream.Sha256.Span))
        {
            throw new IntegrityException(
                _manifestKey,
                $"stream '{_stream.Name}' of {_manifestKey} is not what was stored: expected {_stream.LengthBytes} " +
                $"bytes with SHA-256 {Convert.ToHexStringLower(_stream.Sha256.Span)}, found {_position} bytes");
        }

        _ended = true;
    }

    private async Task PrefetchAsync(ChunkListReader lists, SegmentFetcher fetcher)
    {
        try
        {
            await foreach (var segment in lists.SegmentsAsync(_stream, _stop.Token))
            {
                // There is one writer, so room that was seen is room: no fetch begins that nobody would own.
                await _ahead.Writer.WaitToWriteAsync(_stop.Token);
                _ahead.Writer.TryWrite(Task.Run(() => fetcher.FetchAsync(segment, _stop.Token)));
            }

            _ahead.Writer.Complete();
        }
        catch (Exception exception)
        {
            _ahead.Writer.Complete(exception);
        }
    }
}
