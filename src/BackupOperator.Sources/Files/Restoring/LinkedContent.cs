using BackupOperator.Sources.Files.Index;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>Files of which only further names are selected: their content is needed although the name that has it is
/// not.</summary>
internal sealed class LinkedContent
{
    private readonly HashSet<(ulong Device, ulong Inode)> _files = [];

    /// <summary>Whether the content of a file is still to be brought for its other names.</summary>
    public bool Take(in EntryHeader header) =>
        _files.Count > 0 && header.Links > 1 && _files.Remove((header.Device, header.Inode));

    /// <summary>Reads an index for them.</summary>
    public static async Task<LinkedContent> FindAsync(
        IndexReader index, Selection selection, CancellationToken cancellationToken)
    {
        var found = new LinkedContent();
        while (!index.Ended)
        {
            await index.FillAsync(cancellationToken);
            while (!index.Ended && index.TryPeek(out var record))
            {
                found.Take(record, selection);
                index.Advance();
            }
        }

        return found;
    }

    private void Take(IndexRecord record, Selection selection)
    {
        var header = record.Header;
        switch (header.Kind)
        {
            case EntryKind.Directory:
                selection.Enter(record.Name);
                break;
            case EntryKind.EndOfDirectory:
                selection.Leave();
                break;
            case EntryKind.HardLink when selection.Takes(record.Name):
                _files.Add((header.Device, header.Inode));
                break;
            default:
                break;
        }
    }
}
