using System.Globalization;
using System.Text;

namespace BackupOperator.Benchmarks.Generation.Rows;

/// <summary>Rows in the text form of PostgreSQL's COPY: columns parted by tabs, a line a row.</summary>
internal sealed class RowWriter(Stream output) : IDisposable
{
    private const int LargestRowBytes = 64 * 1024;

    private readonly byte[] _room = new byte[1024 * 1024];
    private int _used;
    private bool _inRow;

    public void EndRow()
    {
        _room[_used++] = (byte)'\n';
        _inRow = false;
        if (_room.Length - _used < LargestRowBytes)
        {
            Flush();
        }
    }

    public void Number(long value)
    {
        Part();
        value.TryFormat(_room.AsSpan(_used), out var written, default, CultureInfo.InvariantCulture);
        _used += written;
    }

    /// <summary>An amount with two decimals.</summary>
    public void Amount(long cents)
    {
        Number(cents / 100);
        _room[_used++] = (byte)'.';
        _room[_used++] = (byte)('0' + (cents / 10 % 10));
        _room[_used++] = (byte)('0' + (cents % 10));
    }

    public void Time(DateTime value)
    {
        Part();
        value.TryFormat(
            _room.AsSpan(_used), out var written, "yyyy-MM-dd HH:mm:ss.ffffff+00", CultureInfo.InvariantCulture);
        _used += written;
    }

    /// <summary>A column of text that is plain ASCII without tabs, line ends and backslashes.</summary>
    public void Text(string value)
    {
        Part();
        Add(value);
    }

    public void Prose(ref DeterministicRandom random, int bytes)
    {
        Part();
        AddProse(ref random, bytes);
    }

    /// <summary>Random bytes, as a column of type bytea.</summary>
    public void Bytes(ref DeterministicRandom random, int bytes)
    {
        Part();
        Add("\\\\x");
        Span<byte> content = stackalloc byte[bytes];
        random.Fill(content);
        Convert.TryToHexStringLower(content, _room.AsSpan(_used), out var written);
        _used += written;
    }

    /// <summary>More of the column that was begun.</summary>
    public void Add(string value) => _used += Encoding.ASCII.GetBytes(value, _room.AsSpan(_used));

    /// <summary>More of the column that was begun: text on one line.</summary>
    public void AddProse(ref DeterministicRandom random, int bytes)
    {
        var room = _room.AsSpan(_used, bytes);
        Generation.Prose.Fill(ref random, room);
        room.Replace((byte)'\n', (byte)' ');
        _used += bytes;
    }

    public void Dispose() => Flush();

    private void Part()
    {
        if (_inRow)
        {
            _room[_used++] = (byte)'\t';
        }

        _inRow = true;
    }

    private void Flush()
    {
        output.Write(_room, 0, _used);
        _used = 0;
    }
}
