using System.Runtime.CompilerServices;
using BackupOperator.Sources.Files.Index;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>Keeps the index of the base where the walk is.</summary>
/// <remarks>Inside a directory that the base does not have, everything is new; inside one that only the base has,
/// everything is passed over.</remarks>
internal sealed class BaseAlignment(BaseTree? baseTree)
{
    // How deep the walk is, and to which depth the base has the same directories.
    private int _depth;
    private int _matched;

    // How deep in a directory that only the base has.
    private int _passing;

    /// <summary>Passes over what only the base has, up to the entry that was seen. <paramref name="known"/> is empty
    /// when the base does not have it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public MergeStep Find(IndexRecord seen, out IndexRecord known)
    {
        known = default;
        if (baseTree is null || _depth != _matched)
        {
            return MergeStep.BlockDone;
        }

        var records = baseTree.Records;
        for (;;)
        {
            if (_passing == 0 && records.Ended)
            {
                return MergeStep.BlockDone;
            }

            if (!records.TryPeek(out var record))
            {
                return MergeStep.NeedsBase;
            }

            if (_passing == 0)
            {
                var order = Order(record, seen);
                if (order >= 0)
                {
                    known = order == 0 ? record : default;
                    return MergeStep.BlockDone;
                }
            }

            if (!baseTree.TrySkip(record.Header.Chunks))
            {
                return MergeStep.ReferChunks;
            }

            _passing += record.Kind switch
            {
                EntryKind.Directory => 1,
                EntryKind.EndOfDirectory => -1,
                _ => 0,
            };
            records.Advance();
        }
    }

    /// <summary>Follows the walk into a directory.</summary>
    public void Enter(IndexRecord known)
    {
        if (!known.Bytes.IsEmpty)
        {
            baseTree!.Records.Advance();
            _matched++;
        }

        _depth++;
    }

    /// <summary>Follows the walk out of a directory.</summary>
    public void Leave(IndexRecord known)
    {
        if (!known.Bytes.IsEmpty)
        {
            baseTree!.Records.Advance();
            _matched--;
        }

        _depth--;
    }

    private static int Order(IndexRecord record, IndexRecord seen) =>
        record.Kind == EntryKind.EndOfDirectory || seen.Kind == EntryKind.EndOfDirectory
            ? (record.Kind == seen.Kind ? 0 : record.Kind == EntryKind.EndOfDirectory ? 1 : -1)
            : IndexRecord.Compare(record, seen);
}
