using BackupOperator.Sources.Streams;

namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>Passes an archive through and shows it to a listing on the way, and to who counts its rows.</summary>
internal sealed class ListedStream(Stream inner, ArchiveListing listing, ArchiveRows? rows = null) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (read > 0)
        {
            await listing.OfferAsync(buffer[..read], cancellationToken);
            rows?.Add(buffer.Span[..read]);
            return read;
        }

        if (buffer.Length > 0)
        {
            listing.End();
        }

        return 0;
    }
}
