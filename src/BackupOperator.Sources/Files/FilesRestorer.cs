using BackupOperator.Sources.Files.Details;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Patterns;
using BackupOperator.Sources.Files.Restoring;

namespace BackupOperator.Sources.Files;

/// <summary>Brings a directory tree back, or a part of it.</summary>
/// <remarks>Chunks are written where they belong in the order in which they come. Nothing is ever looked up by a path:
/// whatever an index says, and whatever somebody puts in the way, no file outside the target is touched.</remarks>
public sealed class FilesRestorer(FilesTargetOptions options) : ISourceRestorer
{
    /// <inheritdoc />
    public async Task<RestoreSummary> RestoreAsync(
        IStreamSource source, IProgress<SourceProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(progress);
        var details = FilesDetails.Read(source.Details);
        var include = new PathPatterns(options.Include);
        using var target = TargetTree.Open(options);
        var stage = details.Counts.HardLinks > 0 ? new LinkStage(target) : null;

        // Step 1: content that a selected name needs from a name that is not selected.
        progress.Report(new SourceProgress($"restoring files into {options.Target}", details.ContentBytes));
        var linked = stage is null || include.IsEmpty
            ? new LinkedContent()
            : await FindLinkedAsync(source, include, cancellationToken);

        // Step 2: everything but further names of files.
        await using var index = await OpenIndexAsync(source, cancellationToken);
        var content = new ContentPass(index, target, new Selection(include), linked, stage);
        await source.ReadChunksAsync(IndexFormat.ContentStream, content, options.Parallelism, cancellationToken);
        await content.CompleteAsync(cancellationToken);

        // Step 3: names, and what belongs to directories.
        await using var again = await OpenIndexAsync(source, cancellationToken);
        await new FinishingPass(again, target, new Selection(include), stage).RunAsync(cancellationToken);
        return new RestoreSummary(details.ScanStart, 0, 0, 0, 0) { Files = content.Files, FileBytes = content.Bytes };
    }

    private static async Task<LinkedContent> FindLinkedAsync(
        IStreamSource source, PathPatterns include, CancellationToken cancellationToken)
    {
        await using var index = await OpenIndexAsync(source, cancellationToken);
        return await LinkedContent.FindAsync(index, new Selection(include), cancellationToken);
    }

    private static async Task<IndexReader> OpenIndexAsync(IStreamSource source, CancellationToken cancellationToken) =>
        new(await source.OpenAsync(IndexFormat.IndexStream, cancellationToken));
}
