using System.Buffers;
using System.Text.Json;
using BackupOperator.Sources.Files.Details;
using BackupOperator.Sources.Files.Index;

namespace BackupOperator.Sources.Files;

/// <summary>Reads the index to its end and holds it against content and counts.</summary>
public sealed class FilesVerifier : ISourceVerifier
{
    private const int WindowBytes = 1024 * 1024;

    /// <inheritdoc />
    public IReadOnlyList<string> StreamsOf(JsonElement details)
    {
        _ = FilesDetails.Read(details);
        return [IndexFormat.ContentStream, IndexFormat.IndexStream];
    }

    /// <inheritdoc />
    public async Task<int> VerifyAsync(
        JsonElement details, string stream, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var tree = FilesDetails.Read(details);
        if (stream == IndexFormat.ContentStream)
        {
            await VerifyLengthAsync(tree, content, cancellationToken);
            return 0;
        }

        return await VerifyIndexAsync(tree, content, cancellationToken);
    }

    private static async Task VerifyLengthAsync(
        FilesDetails tree, Stream content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(WindowBytes);
        long length = 0;
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            length += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        if (length != tree.ContentBytes)
        {
            throw new SourceException(
                SourceFailure.Damaged,
                $"the content of the file tree has {length} bytes where {tree.ContentBytes} are recorded");
        }
    }

    private static async Task<int> VerifyIndexAsync(
        FilesDetails tree, Stream content, CancellationToken cancellationToken)
    {
        var (found, bytes, chunks) = (new TreeCounts(), 0L, 0L);
        await using var index = new IndexReader(content);
        while (!index.Ended)
        {
            await index.FillAsync(cancellationToken);
            while (!index.Ended && index.TryPeek(out var record))
            {
                found.Add(record.Header);
                bytes += record.Kind == EntryKind.Regular ? IndexFormat.ContentBytes(record, out _) : 0;
                chunks += record.Header.Chunks;
                index.Advance();
            }
        }

        await index.RequireEndAsync(cancellationToken);
        if (found.Entries != tree.Counts.Entries || bytes != tree.ContentBytes || chunks != tree.ContentChunks)
        {
            throw IndexFormat.Damaged(
                $"it has {found.Entries} entries with {bytes} bytes in {chunks} chunks where {tree.Counts.Entries}, " +
                $"{tree.ContentBytes} and {tree.ContentChunks} are recorded");
        }

        return (int)Math.Min(found.Entries, int.MaxValue);
    }
}
