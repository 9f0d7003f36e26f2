using System.Threading.Channels;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Writing;

/// <summary>Sealer and packer: puts frames into packs in the order of the source, and
/// full packs before the uploaders.</summary>
/// <remarks>At most as many pack buffers exist as <paramref name="room"/> admits; whoever
/// has stored a pack releases it.</remarks>
internal sealed class Packer(
    KeyMaterial keys, PackIds ids, PackTable packs, BufferPool buffers, int smallestBytes, SemaphoreSlim room,
    ChannelWriter<SealedPack> full) : IDisposable
{
    private PackBuilder? _open;
    private int _sizeBytes;

    public async ValueTask PackAsync(Frame frame, CancellationToken cancellationToken)
    {
        using (frame)
        {
            if (_open?.Fits(frame.Content.Length, frame.Chunks.Count) == false)
            {
                await FlushAsync(cancellationToken);
            }

            var pack = _open ??= await OpenAsync(cancellationToken);
            var chunks = new (ChunkId Id, int Length)[frame.Chunks.Count];
            for (var index = 0; index < chunks.Length; index++)
            {
                chunks[index] = (frame.Chunks[index].Id, frame.Chunks[index].Length);
            }

            var place = pack.Append(frame.Content.Span, frame.Compression, frame.PlainLength, chunks);
            Place(frame.Chunks, place);
        }
    }

    /// <summary>Hands over the pack that is open, if any.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_open is not { } pack)
        {
            return;
        }

        await full.WriteAsync(pack.Finish(), cancellationToken);
        _open = null;
    }

    public void Dispose() => _open?.Dispose();

    private static void Place(IReadOnlyList<StoredChunk> chunks, in FramePlace place)
    {
        var offset = 0;
        foreach (var chunk in chunks)
        {
            chunk.Place(place, offset);
            offset += chunk.Length;
        }
    }

    private async Task<PackBuilder> OpenAsync(CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken);
        var number = packs.Reserve();
        var size = PackGrowth.SizeOfNext(smallestBytes, packs.Numbers);
        if (size != _sizeBytes)
        {
            // At the first pack nothing is kept; later nobody asks for a buffer of the former size again.
            buffers.Forget();
            _sizeBytes = size;
        }

        return new PackBuilder(keys, buffers.Rent(size), ids.Create(), number);
    }
}
