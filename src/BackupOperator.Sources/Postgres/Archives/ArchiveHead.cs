using BackupOperator.Sources.Processes;
using BackupOperator.Sources.Streams;

namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>The table of contents of a stored archive, with all definitions, kept in memory as a file.</summary>
/// <remarks>An archive begins with what it defines; its rows follow. So the head is all that <c>pg_restore</c> reads to
/// list, to define tables and to build indexes, and as a file of its own it can be read
/// by several connections at once.</remarks>
internal sealed class ArchiveHead : IDisposable
{
    private readonly MemoryFile _file;

    private ArchiveHead(MemoryFile file, IReadOnlyList<ArchiveEntry> entries)
    {
        _file = file;
        Entries = entries;
    }

    public IReadOnlyList<ArchiveEntry> Entries { get; }

    /// <summary>Where <c>pg_restore</c> opens it.</summary>
    public string Path => _file.Path;

    /// <summary>Reads as much of an archive as its head needs.</summary>
    /// <param name="content">The archive.</param>
    /// <param name="stream">Its name, for messages.</param>
    /// <param name="list">How <c>pg_restore --list</c> is started.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="SourceException">It has no head, or less than one.</exception>
    public static async Task<ArchiveHead> ReadAsync(
        Stream content, string stream, ProgramStart list, CancellationToken cancellationToken)
    {
        var file = new MemoryFile("archive-head");
        try
        {
            await using var program = ChildProcess.Start(list);
            await using var copied = new CopiedReads(content, file);
            var reading = program.OutputText.ReadToEndAsync(cancellationToken);
            await program.FeedAsync(copied, cancellationToken);
            var text = await reading;
            return await program.WaitAsync(cancellationToken) == 0
                ? new ArchiveHead(file, [.. text.Split('\n').Select(ArchiveEntry.Parse).OfType<ArchiveEntry>()])
                : throw new SourceException(
                    SourceFailure.Damaged, $"the table of contents of {stream} cannot be read: {program.Errors.Text}");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private sealed class CopiedReads(Stream inner, MemoryFile file) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            await file.AppendAsync(buffer[..read], cancellationToken);
            return read;
        }
    }
}
