using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BackupOperator.Sources.Files.Index;

/// <summary>Reads an index record by record, and believes none before it is checked.</summary>
/// <remarks>A record is looked at without waiting as long as it is in the buffer: who merges two trees awaits once for
/// thousands of records.</remarks>
internal sealed class IndexReader(Stream content) : IAsyncDisposable
{
    private const int WindowBytes = 256 * 1024;

    private byte[] _buffer = new byte[WindowBytes];
    private int _start;
    private int _end;
    private bool _endOfStream;
    private int _length;
    private int _depth;
    private bool _rootSeen;

    /// <summary>Whether the record of the root's end was taken and nothing follows.</summary>
    public bool Ended => _rootSeen && _depth == 0;

    /// <summary>Shows the next record without taking it; false when <see cref="FillAsync"/> must come first.</summary>
    /// <exception cref="SourceException">With <see cref="SourceFailure.Damaged"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryPeek(out IndexRecord record)
    {
        record = default;
        if (_length == 0 && !TryMeasure())
        {
            return false;
        }

        record = new IndexRecord(_buffer.AsSpan(_start, _length));
        return true;
    }

    /// <summary>Takes the record that was shown.</summary>
    public void Advance()
    {
        switch ((EntryKind)_buffer[_start])
        {
            case EntryKind.Directory:
                _rootSeen = true;
                _depth++;
                break;
            case EntryKind.EndOfDirectory:
                _depth--;
                break;
            default:
                break;
        }

        _start += _length;
        _length = 0;
    }

    /// <summary>Reads on until the next record is whole.</summary>
    /// <exception cref="SourceException">The stream ends in the middle.</exception>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        while (_length == 0 && !TryMeasure())
        {
            if (_endOfStream)
            {
                throw IndexFormat.Damaged("it ends in the middle");
            }

            MakeRoom();
            var read = await content.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _endOfStream = read == 0;
            _end += read;
        }
    }

    /// <summary>Reads the end of the stream: nothing may follow the end of the root.</summary>
    public async Task RequireEndAsync(CancellationToken cancellationToken)
    {
        if (!Ended || _start != _end || await content.ReadAsync(_buffer.AsMemory(0, 1), cancellationToken) != 0)
        {
            throw IndexFormat.Damaged("something follows its end");
        }
    }

    public ValueTask DisposeAsync() => content.DisposeAsync();

    private void MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            // Bounded: the lengths in a header were checked before more was asked for.
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }

    private bool TryMeasure()
    {
        if (Ended || _end - _start < EntryHeader.SizeBytes)
        {
            return Ended ? throw IndexFormat.Damaged("it goes on behind its end") : false;
        }

        var header = MemoryMarshal.Read<EntryHeader>(_buffer.AsSpan(_start));
        RequireSound(header);
        if (_end - _start < header.RecordLength)
        {
            return false;
        }

        RequireName(_buffer.AsSpan(_start + EntryHeader.SizeBytes, header.NameLength));
        _length = header.RecordLength;
        return true;
    }

    private void RequireSound(in EntryHeader header)
    {
        var isFirst = !_rootSeen;
        var mayHaveChunks = header.Kind == EntryKind.Regular;
        if (header.Kind > EntryKind.BlockDevice || header.Hint != 0 || header.Reserved != 0 || header.Mode > 0xfff
            || header.NameLength > IndexFormat.LongestName || header.ExtraLength is < 0 or > IndexFormat.LargestExtras
            || header.Size < 0 || (header.Chunks > 0 && !mayHaveChunks)
            || header.ModifiedNanoseconds > 999_999_999 || (isFirst && header.Kind != EntryKind.Directory)
            || (isFirst || header.Kind == EntryKind.EndOfDirectory) != (header.NameLength == 0))
        {
            throw IndexFormat.Damaged($"a record of kind {(int)header.Kind} is not possible");
        }
    }

    /// <summary>A name is one step down and nothing else, or a restore would leave its target.</summary>
    [SuppressMessage("Performance", "CA1870", Justification = "Two bytes are vectorised as they are.")]
    private static void RequireName(ReadOnlySpan<byte> name)
    {
        if (name.IndexOfAny((byte)'/', (byte)0) >= 0 || name is [(byte)'.'] or [(byte)'.', (byte)'.'])
        {
            throw IndexFormat.Damaged("a name would lead out of its directory");
        }
    }
}
