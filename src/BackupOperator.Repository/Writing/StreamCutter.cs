using System.Security.Cryptography;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Writing;

/// <summary>Chunker: reads one stream, cuts it, and gathers chunks into drafts of frames.</summary>
internal sealed class StreamCutter : IDisposable
{
    // A frame of its own costs 16 bytes and a compression context: below this it pays to share.
    private const int LargeChunkBytes = 512 * 1024;
    private const int SharedFrameBytes = 1024 * 1024;

    private readonly WritePipeline _pipeline;
    private readonly IChunker _chunker;
    private readonly PooledBuffer _window;
    private readonly StreamListing _listing;
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private FrameDraft? _draft;
    private int _start;
    private int _end;

    public StreamCutter(WritePipeline pipeline)
    {
        _pipeline = pipeline;
        _chunker = pipeline.Keys.Chunker;
        _window = pipeline.Buffers.Rent(_chunker.LargestChunkBytes);
        _listing = new StreamListing(pipeline);
    }

    public long LengthBytes { get; private set; }

    public long Chunks => _listing.Chunks;

    /// <summary>Digest of all that was read; asked for once, at the end.</summary>
    public byte[] Sha256() => _digest.GetHashAndReset();

    /// <summary>Cuts the stream to its end and returns where its chunk lists are.</summary>
    public async Task<IReadOnlyList<ChunkEntry>> CutAsync(Stream content, CancellationToken cancellationToken)
    {
        while (await FillAsync(content, cancellationToken))
        {
            var length = _chunker.Cut(_window.Span[_start.._end]);
            await AddAsync(_window.Memory.Slice(_start, length), cancellationToken);
            _start += length;
        }

        await SubmitAsync(cancellationToken);
        return await _listing.CompleteAsync(cancellationToken);
    }

    public void Dispose()
    {
        _window.Dispose();
        _listing.Dispose();
        _digest.Dispose();
        _draft?.Content.Dispose();
    }

    /// <summary>Reads until a whole chunk surely is in the window, or the stream ends;
    /// false when nothing is left.</summary>
    private async Task<bool> FillAsync(Stream content, CancellationToken cancellationToken)
    {
        _window.Span[_start.._end].CopyTo(_window.Span);
        _end -= _start;
        _start = 0;
        var read = await content.ReadAtLeastAsync(
            _window.Memory[_end..], _window.Length - _end, throwOnEndOfStream: false, cancellationToken);
        _digest.AppendData(_window.Span.Slice(_end, read));
        _pipeline.Meter.Read(read);
        LengthBytes += read;
        _end += read;
        return _end > 0;
    }

    private async Task AddAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        var large = chunk.Length >= LargeChunkBytes;
        if (_draft?.Fits(chunk.Length) == false || large)
        {
            await SubmitAsync(cancellationToken);
        }

        _draft ??= new FrameDraft(_pipeline.Buffers.Rent(large ? chunk.Length : SharedFrameBytes));
        var slot = _draft.Append(chunk.Span);
        if (large)
        {
            await SubmitAsync(cancellationToken);
        }

        await _listing.AddAsync(slot, cancellationToken);
    }

    private async Task SubmitAsync(CancellationToken cancellationToken)
    {
        if (_draft is { } draft)
        {
            _draft = null;
            await _pipeline.SubmitAsync(draft, cancellationToken);
        }
    }
}
