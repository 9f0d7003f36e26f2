using BackupOperator.Storage.Streams;
using Microsoft.Win32.SafeHandles;

namespace BackupOperator.Storage.FileSystem;

/// <summary>A part of an open file. The file stays the one that was opened, even when its
/// name is deleted meanwhile.</summary>
internal sealed class FileObjectStream(SafeFileHandle file, string path, ByteRange range, string identity)
    : ObjectStream
{
    private long position;

    public override string Identity => identity;

    public override long Length => range.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, Length - position)];
        if (wanted.IsEmpty)
        {
            return 0;
        }

        int read;
        try
        {
            read = await RandomAccess.ReadAsync(file, wanted, range.Offset + position, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileSystemFailure.Explain(exception, path);
        }

        if (read == 0)
        {
            throw new StoreException(
                StoreFailure.Truncated, $"{path}: became shorter while it was read; find out who writes there");
        }

        position += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
