using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Streams;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>The data of one large file; holes are passed over.</summary>
internal sealed class LargeFile : ReadOnlyStream
{
    private readonly OpenFile? _open;
    private readonly List<Extent> _extents;
    private int _extent;
    private long _taken;
    private long _read;
    private bool _closed;

    /// <summary>Opens the file; what cannot be opened is reported, and has no data.</summary>
    public LargeFile(PendingFile file, ReadReport report)
    {
        _open = OpenFile.Open(file, report);
        _extents = _open is null ? [] : _open.Extents ?? [new Extent(0, file.Seen.Size)];
    }

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_extent < _extents.Count)
        {
            var extent = _extents[_extent];
            var wanted = (int)Math.Min(buffer.Length, extent.Length - _taken);
            var read = _open!.Read(buffer.Span[..wanted], extent.Offset + _taken);
            _taken += read;
            _read += read;
            if (read < wanted || _taken == extent.Length)
            {
                // A file that ends early has nothing behind that either.
                _extent = read < wanted ? _extents.Count : _extent + 1;
                _taken = 0;
            }

            if (read > 0)
            {
                return ValueTask.FromResult(read);
            }
        }

        return ValueTask.FromResult(0);
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            _open?.Close(_read);
        }

        base.Dispose(disposing);
    }
}
