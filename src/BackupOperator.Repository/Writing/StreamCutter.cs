using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Writing;

/// <summary>Chunker: reads content, cuts it, and gathers chunks into drafts of frames. One thread at a time.</summary>
internal sealed class StreamCutter : IDisposable
{
    // A frame of its own costs 16 bytes and a compression context: below this it pays to share.
    private const int LargeChunkBytes = 512 * 1024;
    private const int SharedFrameBytes = 1024 * 1024;

    private readonly WritePipeline _pipeline;
    private readonly StreamListing _listing;
    private readonly IChunker _chunker;
    private readonly PooledBuffer _window;
    private FrameDraft? _draft;
    private int _start;
    private int _end;

    public StreamCutter(WritePipeline pipeline, StreamListing listing)
    {
        _pipeline = pipeline;
        _listing = listing;
        _chunker = pipeline.Chunker;

        // Twice the largest chunk: what is left of a window is moved once for as many bytes that are read.
        _window = pipeline.Buffers.Rent(2 * _chunker.LargestChunkBytes);
    }

    /// <summary>Cuts content to its end; what is cut next begins a chunk of its own.</summary>
    public async Task<PieceSize> CutAsync(Stream content, CancellationToken cancellationToken)
    {
        var size = default(PieceSize);
        var ended = false;
        while (true)
        {
            ended = ended || !await FillAsync(content, cancellationToken);
            if (_start == _end)
            {
                break;
            }

            while (_end - _start >= _chunker.LargestChunkBytes || (ended && _start < _end))
            {
                var length = _chunker.Cut(_window.Span[_start.._end]);
                await AddAsync(_window.Memory.Slice(_start, length), cancellationToken);
                _start += length;
                size = new PieceSize(size.Length + length, size.Chunks + 1);
            }
        }

        await SubmitAsync(cancellationToken);
        return size;
    }

    public void Dispose()
    {
        _window.Dispose();
        _draft?.Content?.Dispose();
    }

    /// <summary>Fills the window; false when the content has ended.</summary>
    private async ValueTask<bool> FillAsync(Stream content, CancellationToken cancellationToken)
    {
        _window.Span[_start.._end].CopyTo(_window.Span);
        _end -= _start;
        _start = 0;
        while (_end < _window.Length)
        {
            var read = await content.ReadAsync(_window.Memory[_end..], cancellationToken);
            if (read == 0)
            {
                return false;
            }

            _pipeline.Meter.Read(read);
            _end += read;
        }

        return true;
    }

    private async ValueTask AddAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        var large = chunk.Length >= LargeChunkBytes;
        if (large || _draft?.Fits(chunk.Length) == false)
        {
            await SubmitAsync(cancellationToken);
        }

        _draft ??= new FrameDraft(_pipeline.Buffers.Rent(large ? chunk.Length : SharedFrameBytes));
        _draft.Append(chunk.Span);
        if (large)
        {
            await SubmitAsync(cancellationToken);
        }
    }

    private async ValueTask SubmitAsync(CancellationToken cancellationToken)
    {
        if (_draft is { } draft)
        {
            _draft = null;
            await _pipeline.SubmitAsync(draft, cancellationToken);
            await _listing.AddAsync(draft, cancellationToken);
        }
    }
}
