using System.Text.Json;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources.Files.Details;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Reading;
using BackupOperator.Sources.Files.Walking;

namespace BackupOperator.Sources.Files;

/// <summary>Reads a directory tree: one stream with the content of its files, one with everything else.</summary>
/// <remarks>A file that the base backup knows, unchanged by size, times, inode and owner, is not opened. What cannot be
/// read fails the source when all else was read, so that everything is named at once.</remarks>
public sealed class FilesReader(FilesSourceOptions options, TimeProvider? clock = null) : ISourceReader
{
    /// <summary>The summary of a tree that was read before, from its details.</summary>
    /// <exception cref="SourceException">The details are those of another kind of source, or of a newer release.
    /// </exception>
    public static SourceSummary Describe(JsonElement details)
    {
        var tree = FilesDetails.Read(details);
        return new SourceSummary(FilesDetails.Kind, details, tree.ScanStart) { Files = tree.Counts.Files };
    }

    /// <inheritdoc />
    public async Task<SourceSummary> ReadAsync(
        IStreamSink sink, IProgress<SourceProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(progress);
        progress.Report(new SourceProgress("reading files"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var report = new ReadReport(progress);
        var counts = new TreeCounts();
        var scanStart = (clock ?? TimeProvider.System).GetUtcNow();
        await using var walk = TreeWalk.Start(options, report, stop.Token);
        await using var baseTree = BaseTree.Open(sink.Base);
        await using var content = sink.OpenPieces(IndexFormat.ContentStream);
        await using var index = sink.OpenPieces(IndexFormat.IndexStream);
        var merge = new TreeMerge(baseTree, options.CompareDevices, report, counts);
        var backup = new TreeBackup(merge, baseTree, content, report);

        var indexing = new IndexWriter(index, counts).RunAsync(backup.Planned, stop.Token);
        var stored = await TogetherAsync(backup.RunAsync(walk, stop.Token), indexing, stop);
        report.ThrowIfFailed(options.Root);
        return Describe(Details(stored, scanStart, counts, report).Write());
    }

    /// <summary>Whichever ends first in failure ends the other, and is the one that is told.</summary>
    private static async Task<StoredStream> TogetherAsync(
        Task<StoredStream> content, Task<StoredStream> index, CancellationTokenSource stop)
    {
        var first = await Task.WhenAny(content, index);
        if (!first.IsCompletedSuccessfully)
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(content, index)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }

        await index;
        return await content;
    }

    private FilesDetails Details(
        StoredStream content, DateTimeOffset scanStart, TreeCounts counts, ReadReport report) => new()
    {
        Root = options.Root,
        ScanStart = scanStart,
        Counts = counts with
        {
            ChangedWhileRead = report.Changed,
            VanishedWhileRead = report.Gone,
            MountPointsSkipped = report.MountPoints,
        },
        ContentBytes = content.LengthBytes,
        ContentChunks = content.Chunks,
        Exclude = options.Exclude,
        CrossFileSystems = options.CrossFileSystems,
    };
}
