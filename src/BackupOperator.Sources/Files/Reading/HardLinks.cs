using BackupOperator.Sources.Files.Index;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>Files with several names whose content was met already.</summary>
/// <remarks>Bounded: when it is full, a further name of a file that is not in it brings the content again, which costs
/// time and no room.</remarks>
internal sealed class HardLinks
{
    // About 25 MB.
    private const int MostFiles = 400_000;

    private readonly Dictionary<(ulong Device, ulong Inode), uint> _missing = [];

    /// <summary>Whether an earlier name has the content.</summary>
    public bool Knows(in EntryHeader header) =>
        _missing.Count > 0 && _missing.ContainsKey((header.Device, header.Inode));

    /// <summary>Notes a name; a file whose last name was met is forgotten.</summary>
    public void Note(in EntryHeader header)
    {
        var key = (header.Device, header.Inode);
        if (!_missing.TryGetValue(key, out var missing))
        {
            if (_missing.Count < MostFiles)
            {
                _missing.Add(key, header.Links - 1);
            }

            return;
        }

        if (missing <= 1)
        {
            _missing.Remove(key);
            return;
        }

        _missing[key] = missing - 1;
    }
}
