using System.Runtime.InteropServices;
using BackupOperator.Sources.Files.Patterns;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>Which entries of an index are brought back; follows it directory by directory.</summary>
internal sealed class Selection(PathPatterns include)
{
    private readonly List<byte> _path = [];
    private readonly Stack<int> _starts = [];
    private int _selectedDepth;

    /// <summary>Whether everything is.</summary>
    public bool TakesAll => include.IsEmpty;

    /// <summary>Whether the directory that was entered last is selected, by itself or with one above it.</summary>
    public bool TakesDirectory => TakesAll || _selectedDepth > 0;

    public bool Takes(ReadOnlySpan<byte> name) => TakesDirectory || Matches(name, isDirectory: false);

    public void Enter(ReadOnlySpan<byte> name)
    {
        if (TakesAll)
        {
            return;
        }

        // The root has no name.
        if (_selectedDepth > 0 || (!name.IsEmpty && Matches(name, isDirectory: true)))
        {
            _selectedDepth++;
        }

        _starts.Push(_path.Count);
        if (!name.IsEmpty)
        {
            _path.AddRange(name);
            _path.Add((byte)'/');
        }
    }

    public void Leave()
    {
        if (TakesAll)
        {
            return;
        }

        _selectedDepth = Math.Max(0, _selectedDepth - 1);
        var start = _starts.Pop();
        _path.RemoveRange(start, _path.Count - start);
    }

    private bool Matches(ReadOnlySpan<byte> name, bool isDirectory)
    {
        var length = _path.Count;
        _path.AddRange(name);
        var matches = include.Match(CollectionsMarshal.AsSpan(_path), isDirectory);
        _path.RemoveRange(length, name.Length);
        return matches;
    }
}
