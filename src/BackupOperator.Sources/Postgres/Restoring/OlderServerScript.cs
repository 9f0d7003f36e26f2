using BackupOperator.Sources.Streams;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>The SQL of a newer <c>pg_restore</c> without the setting that servers before 17 do not know.</summary>
/// <remarks><c>pg_restore</c> writes it once, among the first lines and before any content: so only the beginning is
/// looked at, and rows that look like it pass untouched.</remarks>
internal sealed class OlderServerScript(Stream script) : ReadOnlyStream
{
    // What comes before is some 400 bytes, with a random word of 63 and two versions in it.
    private const int LongestBeginning = 4096;

    private readonly byte[] _beginning = new byte[LongestBeginning];
    private int _start;
    private int _length;
    private bool _begun;

    private static ReadOnlySpan<byte> Setting => "\nSET transaction_timeout = 0;\n"u8;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_begun)
        {
            _begun = true;
            _length = await script.ReadAtLeastAsync(
                _beginning, LongestBeginning, throwOnEndOfStream: false, cancellationToken);
            RemoveSetting(_beginning.AsSpan(0, _length));
        }

        if (_start == _length)
        {
            return await script.ReadAsync(buffer, cancellationToken);
        }

        var count = Math.Min(buffer.Length, _length - _start);
        _beginning.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private static void RemoveSetting(Span<byte> beginning)
    {
        if (beginning.IndexOf(Setting) is >= 0 and var index)
        {
            beginning.Slice(index + 1, Setting.Length - 2).Fill((byte)' ');
        }
    }
}
