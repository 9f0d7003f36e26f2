using BackupOperator.Sources.Streams;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>The SQL of <c>pg_restore --single-transaction</c> without the COMMIT at its end.</summary>
/// <remarks>
/// Without that option <c>pg_restore</c> commits after large objects, somewhere in the middle. With it there is one
/// COMMIT, followed by nothing but comments and psql's <c>\unrestrict</c>: so only the last bytes are looked at, and
/// rows that look like it pass untouched.
/// </remarks>
internal sealed class UncommittedScript(Stream script) : ReadOnlyStream
{
    // The end is about 150 bytes, with a random word of 63 in it.
    private const int LongestEnd = 1024;

    private readonly byte[] _block = new byte[64 * 1024];
    private int _start;
    private int _length;
    private bool _ended;

    private static ReadOnlySpan<byte> Commit => "\nCOMMIT;\n\n--\n-- PostgreSQL database dump complete\n"u8;

    /// <exception cref="SourceException">The script does not end as it should.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_ended && _length <= LongestEnd)
        {
            await FillAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _ended ? _length : _length - LongestEnd);
        _block.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        _length -= count;
        return count;
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        _block.AsSpan(_start, _length).CopyTo(_block);
        _start = 0;
        var read = await script.ReadAsync(_block.AsMemory(_length), cancellationToken);
        _length += read;
        if (read == 0)
        {
            _ended = true;
            RemoveCommit(_block.AsSpan(0, _length));
        }
    }

    private static void RemoveCommit(Span<byte> end)
    {
        var index = end.LastIndexOf(Commit);
        if (index < 0)
        {
            throw new SourceException(
                SourceFailure.Refused,
                "pg_restore ends its script in a way that is not known, nothing was changed: " +
                "use an image with another major of the client");
        }

        end.Slice(index + 1, "COMMIT;".Length).Fill((byte)' ');
    }
}
