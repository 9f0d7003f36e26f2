using BackupOperator.Sources.Streams;

namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>Passes an archive through and shows it to a listing on the way.</summary>
internal sealed class ListedStream(Stream inner, ArchiveListing listing) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (read > 0)
        {
            await listing.OfferAsync(buffer[..read], cancellationToken);
            return read;
        }

        if (buffer.Length > 0)
        {
            listing.End();
        }

        return 0;
    }
}
