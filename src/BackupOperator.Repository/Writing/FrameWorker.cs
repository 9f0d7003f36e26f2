using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Writing;

/// <summary>Hasher and compressor: names the chunks of a draft, leaves out known ones and
/// compresses the rest. One a thread.</summary>
internal sealed class FrameWorker(IHasher hasher, ChunkIndex index, ICompressor compressor, BufferPool buffers)
    : IDisposable
{
    /// <summary>Takes the draft's buffer; the frame, when there is one, owns what is left of it.</summary>
    public Frame? Prepare(FrameDraft draft)
    {
        var chunks = KeepUnknown(draft, out var plainLength);
        if (chunks.Count == 0)
        {
            draft.Content.Dispose();
            return null;
        }

        draft.Content.Shrink(plainLength);
        var compressed = buffers.Rent(plainLength);
        if (compressor.Compress(draft.Content.Span, compressed.Span) is { } length && length < plainLength)
        {
            compressed.Shrink(length);
            draft.Content.Dispose();
            return new Frame(compressed, compressor.Kind, plainLength, chunks);
        }

        compressed.Dispose();
        return new Frame(draft.Content, FrameCompression.None, plainLength, chunks);
    }

    public void Dispose() => compressor.Dispose();

    private List<StoredChunk> KeepUnknown(FrameDraft draft, out int plainLength)
    {
        var chunks = new List<StoredChunk>(draft.Slots.Count);
        var read = 0;
        plainLength = 0;
        foreach (var slot in draft.Slots)
        {
            var content = draft.Content.Span.Slice(read, slot.Length);
            var chunk = index.GetOrAdd(hasher.Hash(content), slot.Length, out var added);
            slot.Assign(chunk);
            read += slot.Length;
            if (!added)
            {
                continue;
            }

            content.CopyTo(draft.Content.Span[plainLength..]);
            plainLength += slot.Length;
            chunks.Add(chunk);
        }

        return chunks;
    }
}
