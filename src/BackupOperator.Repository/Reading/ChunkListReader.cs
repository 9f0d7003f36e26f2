using System.Runtime.CompilerServices;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Reading;

/// <summary>Reads the chunk lists of a stream, one list at a time. Safe to call concurrently.</summary>
internal sealed class ChunkListReader(SegmentFetcher fetcher, PackSource packs, string manifestKey)
{
    /// <summary>All entries of a stream in order; the end comes only when they are what was written.</summary>
    /// <exception cref="IntegrityException">Number, length or digest differ, or a list is damaged.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<ChunkEntry>> ListsAsync(
        ManifestStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var digest = new StreamDigest();
        await using var lists = new ListsAhead(this, stream.Lists);
        while (await lists.NextAsync(cancellationToken) is { } entries)
        {
            Add(digest, entries.Span);
            yield return entries;
        }

        RequireWhole(stream, digest);
    }

    /// <summary>The entries of one list.</summary>
    public async Task<ReadOnlyMemory<ChunkEntry>> ReadAsync(ChunkEntry list, CancellationToken cancellationToken)
    {
        using var content = await fetcher.FetchAsync(new Segment(list), cancellationToken);
        return Parse(content.Span, list);
    }

    private static void Add(StreamDigest digest, ReadOnlySpan<ChunkEntry> entries)
    {
        foreach (ref readonly var entry in entries)
        {
            digest.Add(entry.Id, entry.Length);
        }
    }

    private ChunkEntry[] Parse(ReadOnlySpan<byte> content, ChunkEntry list)
    {
        if (content.Length % ChunkEntry.SizeBytes != 0)
        {
            throw packs.Damaged(list.Frame.PackNumber, "holds a chunk list that breaks off");
        }

        var entries = new ChunkEntry[content.Length / ChunkEntry.SizeBytes];
        for (var index = 0; index < entries.Length; index++)
        {
            entries[index] = ChunkEntry.Read(content[(index * ChunkEntry.SizeBytes)..]);
            if (!entries[index].IsPlausible(packs.Packs))
            {
                throw packs.Damaged(
                    list.Frame.PackNumber, "holds a chunk list whose entries lie outside of their packs");
            }
        }

        return entries;
    }

    private void RequireWhole(ManifestStream stream, StreamDigest digest)
    {
        var whole = digest.Chunks == stream.Chunks && digest.LengthBytes == stream.LengthBytes
            && digest.Complete().AsSpan().SequenceEqual(stream.Digest.Span);
        if (!whole)
        {
            throw new IntegrityException(
                manifestKey,
                $"stream '{stream.Name}' of {manifestKey} is not what was stored: expected {stream.LengthBytes} bytes " +
                $"in {stream.Chunks} chunks, found {digest.LengthBytes} in {digest.Chunks}, or others");
        }
    }
}
