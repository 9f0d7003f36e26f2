using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Indexing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Reading;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Writing;

/// <summary>Gathers what a writer may refer to: the base, and what an earlier attempt has stored.</summary>
internal sealed class SourceWriterOpening(
    IObjectStore store, KeyRing ring, ChunkerParameters chunker, SourceWriterOptions options, TimeProvider time)
{
    /// <param name="base">Opened; belongs to the writer afterwards. Null for a full backup.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<SourceWriter> OpenAsync(SourceReader? @base, CancellationToken cancellationToken)
    {
        var keys = ring.Current!;
        var ids = new PackIds(options.PolicyUid, options.Backup, options.Source);
        var packs = new PackTable(options.Source, @base?.Packs.Packs ?? [], options.MostPacks);
        var containers = new List<IChunkContainer>();
        if (options.Resume)
        {
            await AdoptAsync(ids, packs, containers, cancellationToken);
        }

        // Short streams, such as the index of a tree, are asked for by every run; the long ones only for what is new.
        List<ChunkEntry> lists = [.. @base?.ManifestStreams.OrderBy(stream => stream.Chunks)
            .SelectMany(stream => stream.Lists) ?? []];
        containers.AddRange(lists.Select(list => new ListContainer(@base!.Lists, list)));
        var known = containers.Count == 0 ? null : new KnownChunks(containers, lists, new ChunkTable());
        var parts = new WritePipelineParts(
            keys, new GearChunker(keys.GearTable, chunker), ids, packs, known, new BufferPool());
        return new SourceWriter(store, parts, @base, options, time);
    }

    private async Task AdoptAsync(
        PackIds ids, PackTable packs, List<IChunkContainer> containers, CancellationToken cancellationToken)
    {
        var place = new ManifestPlace(options.PolicyUid, options.Backup, options.Source);
        await foreach (var (pack, keys) in new EarlierAttempt(store, ring).ListAsync(ids, cancellationToken))
        {
            var number = packs.Adopt(pack);
            containers.Add(new DirectoryContainer(
                new PackObject(new PackSource(store, place, [pack]), index: 0), number, keys));
        }
    }
}
