using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources.Files.Details;
using BackupOperator.Sources.Files.Index;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>The tree of the base backup: its records, and the chunks that go with them, both forward only.</summary>
/// <remarks>Chunks of many files are referred to at once: what is passed over, then what is taken.</remarks>
internal sealed class BaseTree : IAsyncDisposable
{
    private const int MostReferences = 4096;

    // File systems stamp files by a clock of their own that may be late: some by a tick, FAT by two seconds. A file
    // that young may have been written to again within the same stamp after it was read.
    private const int YoungSeconds = 2;

    private readonly ChunkCursor _chunks;
    private long _skipped;
    private int _taken;

    private BaseTree(SourceReader source, FilesDetails details)
    {
        _chunks = source.OpenCursor(IndexFormat.ContentStream);
        Records = new IndexReader(source.OpenRead(IndexFormat.IndexStream));
        TrustedBefore = details.ScanStart.ToUnixTimeSeconds() - YoungSeconds;
    }

    public IndexReader Records { get; }

    /// <summary>A record is only believed about a file that was older, in Unix seconds.</summary>
    public long TrustedBefore { get; }

    /// <summary>Whether chunks wait for <see cref="ReferAsync"/>.</summary>
    public bool HasTaken => _taken > 0;

    /// <summary>The base of a backup; null when there is none, or it is no tree.</summary>
    public static BaseTree? Open(SourceReader? source) =>
        source is not null && FilesDetails.TryRead(source.Details) is { } details
            ? new BaseTree(source, details)
            : null;

    /// <summary>Passes over chunks; false when those that were taken must be referred to first.</summary>
    public bool TrySkip(uint chunks)
    {
        if (chunks > 0 && _taken > 0)
        {
            return false;
        }

        _skipped += chunks;
        return true;
    }

    /// <summary>Takes chunks; false when those that were taken must be referred to first.</summary>
    public bool TryTake(uint chunks)
    {
        if (_taken > 0 && _taken + chunks > MostReferences)
        {
            return false;
        }

        _taken += checked((int)chunks);
        return true;
    }

    /// <summary>Puts everything that was taken into the stream.</summary>
    public async ValueTask ReferAsync(PieceWriter content, CancellationToken cancellationToken)
    {
        if (_skipped > 0)
        {
            await _chunks.SkipAsync(_skipped, cancellationToken);
            _skipped = 0;
        }

        if (_taken > 0)
        {
            await content.ReferAsync(await _chunks.TakeAsync(_taken, cancellationToken), cancellationToken);
            _taken = 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _chunks.DisposeAsync();
        await Records.DisposeAsync();
    }
}
