using System.Runtime.CompilerServices;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Reading;

/// <summary>Reads the chunk lists of a stream, one list at a time, and joins neighbouring chunks to segments.</summary>
internal sealed class ChunkListReader(SegmentFetcher fetcher, PackSource packs)
{
    public async IAsyncEnumerable<Segment> SegmentsAsync(
        ManifestStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Segment? open = null;
        await foreach (var entry in EntriesAsync(stream, cancellationToken))
        {
            if (open?.TryAdd(entry) == true)
            {
                continue;
            }

            if (open is not null)
            {
                yield return open;
            }

            open = new Segment(entry);
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    private async IAsyncEnumerable<ChunkEntry> EntriesAsync(
        ManifestStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var list in stream.Lists)
        {
            using var entries = await fetcher.FetchAsync(new Segment(list), cancellationToken);
            for (var offset = 0; offset + ChunkEntry.SizeBytes <= entries.Length; offset += ChunkEntry.SizeBytes)
            {
                yield return Require(ChunkEntry.Read(entries.Span[offset..]), list);
            }
        }
    }

    private ChunkEntry Require(ChunkEntry entry, ChunkEntry list) => entry.IsPlausible(packs.Packs)
        ? entry
        : throw packs.Damaged(list.Frame.PackNumber, $"holds a chunk list whose entries lie outside of their packs");
}
