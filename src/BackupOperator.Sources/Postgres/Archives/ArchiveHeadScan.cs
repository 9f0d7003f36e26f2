namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>Passes over the head of an archive of <c>pg_dump -Fc</c>, in whatever pieces it comes, up to where data
/// begins.</summary>
/// <remarks>Magic, version, sizes; then numbers and texts whose kinds the version tells; then the table of contents, each
/// entry a row of the same. A number is a sign and four bytes, a text its length and its bytes. What the entries say is
/// asked of <c>pg_restore --list</c>; here only their lengths matter.</remarks>
internal sealed class ArchiveHeadScan
{
    private const int PreludeBytes = 11;
    private const int OffsetBytes = 9;

    // Of PostgreSQL 10 to 18. What is newer may have further fields.
    private const int OldestMinor = 13;
    private const int NewestMinor = 16;

    private readonly byte[] _prelude = new byte[PreludeBytes];
    private readonly ArchiveNumbers _numbers;
    private Field[] _fields = [Field.Prelude];
    private Field[] _entry = [];
    private int _field;
    private int _preludeUsed;
    private long _skipped;
    private int _entriesLeft = -1;

    public ArchiveHeadScan(ArchiveNumbers numbers) => _numbers = numbers;

    private enum Field
    {
        Prelude,
        Byte,
        Number,
        Text,
        Texts,
        Entries,
        Offset,
    }

    /// <summary>Whether it is an archive of a version that is known here.</summary>
    public bool IsKnown { get; private set; } = true;

    /// <summary>Takes what belongs to the head; true when it is over.</summary>
    public bool Pass(ref ReadOnlySpan<byte> bytes)
    {
        while (IsKnown && Skip(ref bytes))
        {
            if (_entriesLeft == 0)
            {
                return true;
            }

            if (!Take(ref bytes))
            {
                return false;
            }
        }

        return false;
    }

    private bool Skip(ref ReadOnlySpan<byte> bytes)
    {
        var passed = (int)Math.Min(_skipped, bytes.Length);
        bytes = bytes[passed..];
        _skipped -= passed;
        return _skipped == 0;
    }

    private bool Take(ref ReadOnlySpan<byte> bytes)
    {
        switch (_fields[_field])
        {
            case Field.Prelude:
                return TakePrelude(ref bytes);
            case Field.Byte:
                _skipped = 1;
                break;
            case Field.Offset:
                _skipped = OffsetBytes;
                break;
            default:
                return TakeNumber(ref bytes);
        }

        Advance();
        return true;
    }

    private bool TakeNumber(ref ReadOnlySpan<byte> bytes)
    {
        if (!_numbers.TryRead(ref bytes, out var number))
        {
            return false;
        }

        var field = _fields[_field];
        _skipped = field is Field.Text or Field.Texts ? Math.Max(0, number) : 0;
        if (field == Field.Entries)
        {
            (_fields, _field, _entriesLeft) = (_entry, 0, Math.Max(0, number));
        }
        else if (field != Field.Texts || number < 0)
        {
            // A list of texts ends with one that is null.
            Advance();
        }

        return true;
    }

    private bool TakePrelude(ref ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, PreludeBytes - _preludeUsed);
        bytes[..taken].CopyTo(_prelude.AsSpan(_preludeUsed));
        bytes = bytes[taken..];
        _preludeUsed += taken;
        if (_preludeUsed < PreludeBytes)
        {
            return false;
        }

        // Version 1.x, numbers of four bytes, offsets of eight, the custom format.
        int minor = _prelude[6];
        IsKnown = _prelude.AsSpan().StartsWith("PGDMP\u0001"u8) && minor is >= OldestMinor and <= NewestMinor
            && _prelude.AsSpan(8).SequenceEqual((ReadOnlySpan<byte>)[4, 8, 1]);
        (_fields, _field, _entry) = (Header(minor), 0, Entry(minor));
        return true;
    }

    private void Advance()
    {
        _field++;
        if (_entriesLeft > 0 && _field == _fields.Length)
        {
            _field = 0;
            _entriesLeft--;
        }
    }

    // Compression, seven parts of the time, database, versions of server and program.
    private static Field[] Header(int minor) =>
    [
        minor >= 15 ? Field.Byte : Field.Number,
        .. Enumerable.Repeat(Field.Number, 7),
        .. Enumerable.Repeat(Field.Text, 3),
        Field.Entries,
    ];

    // Number, has data; class, object, name, kind; section; definition, drop, copy, schema, tablespace, access method,
    // kind of relation, owner, with OIDs; dependencies; offset.
    private static Field[] Entry(int minor) =>
    [
        Field.Number, Field.Number,
        .. Enumerable.Repeat(Field.Text, 4),
        Field.Number,
        .. Enumerable.Repeat(Field.Text, minor >= 14 ? 6 : 5),
        .. minor >= 16 ? new[] { Field.Number } : [],
        Field.Text, Field.Text, Field.Texts, Field.Offset,
    ];
}
