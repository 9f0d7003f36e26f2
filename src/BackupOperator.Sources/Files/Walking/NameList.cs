using System.Runtime.CompilerServices;

namespace BackupOperator.Sources.Files.Walking;

/// <summary>Names of one directory, put in order by their bytes. Used again for the next directory.</summary>
internal sealed class NameList
{
    private byte[] _bytes = new byte[16 * 1024];
    private ListedName[] _names = new ListedName[256];
    private ListedName[] _merged = new ListedName[256];
    private int _used;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_names[index].Offset, _names[index].Length);

    public void Clear() => Count = _used = 0;

    public void Add(ReadOnlySpan<byte> name)
    {
        if (_used + name.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + name.Length));
        }

        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Count * 2);
        }

        name.CopyTo(_bytes.AsSpan(_used));
        _names[Count++] = new ListedName(name, _used);
        _used += name.Length;
    }

    /// <summary>Merges runs of growing length: a walk sorts from its first millisecond, where the sort of the class
    /// library would have to be compiled for this type, and slowly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sort()
    {
        if (_merged.Length < Count)
        {
            _merged = new ListedName[_names.Length];
        }

        for (var run = 1; run < Count; run *= 2)
        {
            for (var from = 0; from < Count; from += 2 * run)
            {
                Merge(from, Math.Min(from + run, Count), Math.Min(from + (2 * run), Count));
            }

            (_names, _merged) = (_merged, _names);
            if (_merged.Length < Count)
            {
                _merged = new ListedName[_names.Length];
            }
        }
    }

    /// <summary>All names in order, each with a zero behind it.</summary>
    public byte[] Pack()
    {
        var packed = new byte[_used + Count];
        var written = 0;
        for (var index = 0; index < Count; index++)
        {
            this[index].CopyTo(packed.AsSpan(written));
            written += _names[index].Length + 1;
        }

        return packed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge(int from, int middle, int to)
    {
        var (left, right) = (from, middle);
        for (var at = from; at < to; at++)
        {
            var takesLeft = left < middle
                && (right == to || ListedName.IsOrdered(_names[left], _names[right], _bytes));
            _merged[at] = takesLeft ? _names[left++] : _names[right++];
        }
    }
}
