using System.Buffers.Binary;

namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>Counts the rows of each table in an archive that passes by, in whatever pieces it comes.</summary>
/// <remarks>
/// Behind the head stand blocks: a kind, the number of the entry, then pieces with their lengths up to one of length 0;
/// large objects have such a row of pieces each. The data of a table is text as COPY has it: a line break within a value
/// is escaped, so every row has exactly one, and the end is marked by <c>\.</c> and three. What is not as expected is not
/// counted, and the table is left to who can ask the server.
/// </remarks>
internal sealed class ArchiveRows
{
    private const byte Table = 1;
    private const byte LargeObjects = 3;

    // The last eight bytes of a table as a number, of which the mark has the upper five.
    private const int MarkShift = 24;
    private const int MarkLines = 3;

    private static readonly ulong s_mark = BinaryPrimitives.ReadUInt64LittleEndian("\0\0\0\\.\n\n\n"u8) >> MarkShift;

    private readonly ArchiveNumbers _numbers = new();
    private readonly ArchiveHeadScan _head;
    private readonly Dictionary<int, long> _rows = [];
    private State _state = State.Head;
    private int _entry;
    private bool _largeObjects;
    private long _left;
    private long _lines;
    private ulong _last;

    public ArchiveRows() => _head = new ArchiveHeadScan(_numbers);

    private enum State
    {
        Head,
        Kind,
        Entry,
        LargeObject,
        Length,
        Content,
        Unknown,
    }

    /// <summary>Rows by the number of the entry with the data, <see cref="ArchiveEntry.Number"/>; empty when the archive
    /// is of no known form or broke off.</summary>
    public IReadOnlyDictionary<int, long> Rows => _state == State.Kind ? _rows : new Dictionary<int, long>();

    /// <summary>Takes the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _state != State.Unknown)
        {
            if (_state == State.Content)
            {
                TakeContent(ref bytes);
            }
            else if (_state == State.Head)
            {
                _state = _head.Pass(ref bytes) ? State.Kind : _head.IsKnown ? State.Head : State.Unknown;
            }
            else if (_state == State.Kind)
            {
                Begin(bytes[0]);
                bytes = bytes[1..];
            }
            else if (_numbers.TryRead(ref bytes, out var number))
            {
                Take(number);
            }
        }
    }

    private void Begin(byte kind)
    {
        _largeObjects = kind == LargeObjects;
        _state = kind is Table or LargeObjects ? State.Entry : State.Unknown;
    }

    private void Take(int number)
    {
        switch (_state)
        {
            case State.Entry:
                (_entry, _lines, _last) = (number, 0, 0);
                _state = _largeObjects ? State.LargeObject : State.Length;
                break;
            case State.LargeObject:
                _state = number == 0 ? State.Kind : State.Length;
                break;
            default:
                _left = number;
                _state = number > 0 ? State.Content : number < 0 ? State.Unknown : End();
                break;
        }
    }

    private State End()
    {
        if (_largeObjects)
        {
            return State.LargeObject;
        }

        if (_last >> MarkShift == s_mark)
        {
            _rows[_entry] = _lines - MarkLines;
        }

        return State.Kind;
    }

    private void TakeContent(ref ReadOnlySpan<byte> bytes)
    {
        var content = bytes[..(int)Math.Min(_left, bytes.Length)];
        bytes = bytes[content.Length..];
        _left -= content.Length;
        _state = _left == 0 ? State.Length : State.Content;
        if (!_largeObjects)
        {
            _lines += content.Count((byte)'\n');
            Remember(content);
        }
    }

    private void Remember(ReadOnlySpan<byte> content)
    {
        if (content.Length >= sizeof(ulong))
        {
            _last = BinaryPrimitives.ReadUInt64LittleEndian(content[^sizeof(ulong)..]);
            return;
        }

        foreach (var value in content)
        {
            _last = (_last >> 8) | ((ulong)value << 56);
        }
    }
}
