using Amazon.S3.Model;
using BackupOperator.Storage.Streams;

namespace BackupOperator.Storage.S3;

/// <summary>The body of an answer, held to the length that was promised and to the
/// checksum that was kept with it.</summary>
/// <remarks>The last bytes are only returned after the comparison: nobody gets the whole of an object that does not
/// match. An object that several requests read in parts has no such checksum; its own
/// format finds what is wrong with it.</remarks>
internal sealed class S3ObjectStream(
    GetObjectResponse response, string identity, long lengthBytes,
    Func<Exception, StoreException> explain) : ObjectStream
{
    // A composite checksum (with a "-") is one of checksums of parts, of whose borders we know nothing.
    private readonly string? expected = response.ChecksumCRC32C is { } kept && !kept.Contains('-') ? kept : null;
    private Crc32C checksum = new();
    private long remaining = lengthBytes;
    private bool ended;

    public override string Identity => identity;

    public override long Length { get; } = lengthBytes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || ended)
        {
            return 0;
        }

        try
        {
            return await ReadPromisedAsync(buffer[..(int)Math.Min(buffer.Length, remaining)], cancellationToken);
        }
        catch (Exception exception) when (exception is not (StoreException or OperationCanceledException))
        {
            throw explain(exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            response.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadPromisedAsync(Memory<byte> wanted, CancellationToken cancellationToken)
    {
        if (wanted.IsEmpty)
        {
            await RequireEndAsync(cancellationToken);
            return 0;
        }

        var read = await response.ResponseStream.ReadAsync(wanted, cancellationToken);
        if (read == 0)
        {
            throw new EndOfStreamException($"{Length - remaining} of {Length} bytes came");
        }

        remaining -= read;
        checksum.Append(wanted.Span[..read]);
        if (remaining == 0)
        {
            await RequireEndAsync(cancellationToken);
        }

        return read;
    }

    // There the SDK compares what it knows. An answer that a proxy stripped of its length
    // also shows here: it looks empty.
    private async ValueTask RequireEndAsync(CancellationToken cancellationToken)
    {
        if (await response.ResponseStream.ReadAsync(new byte[1], cancellationToken) > 0)
        {
            throw new InvalidDataException($"more than the promised {Length} bytes came; check any proxy in between");
        }

        if (expected is not null && expected != checksum.ToBase64())
        {
            throw new InvalidDataException(
                "the content does not match the CRC-32C that was kept with it; restore from a copy");
        }

        ended = true;
    }
}
