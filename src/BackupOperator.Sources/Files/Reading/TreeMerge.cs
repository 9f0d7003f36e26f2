using System.Runtime.CompilerServices;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources.Files.Details;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Walking;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>Plans a backup: holds the walk against the base, both in the same order, and decides for each entry whether
/// it is new, changed or known.</summary>
/// <remarks>
/// Runs without waiting, and says what it waits for: it may be called again at any step and goes on where it was. What
/// goes into the stream of content – chunks of the base, small files, large files – goes there in the order of the
/// walk; so before one kind is begun, what was gathered of another must be in the stream. </remarks>
internal sealed class TreeMerge(BaseTree? baseTree, bool compareDevices, ReadReport report, TreeCounts counts)
{
    private readonly HardLinks _links = new();
    private readonly BaseAlignment _alignment = new(baseTree);
    private WalkBlock _block = null!;
    private PlannedBlock _planned = null!;
    private int _next;
    private int _at;

    /// <summary>Small files that are gathered.</summary>
    public SmallFiles Files { get; private set; } = new(report);

    /// <summary>The file of <see cref="MergeStep.ReadLarge"/>.</summary>
    public PendingFile? Large { get; private set; }

    public void Begin(WalkBlock block, PlannedBlock planned)
    {
        (_block, _planned, _next, _at) = (block, planned, 0, 0);
    }

    /// <summary>Hands over the small files, and begins to gather others.</summary>
    public SmallFiles TakeFiles()
    {
        var files = Files;
        Files = new SmallFiles(report);
        return files;
    }

    /// <summary>Goes on until the block is planned, or something has to be done first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public MergeStep Run()
    {
        while (_next < _block.Count)
        {
            var length = EntryHeader.SizeBytes + _block[_next].NameLength;
            var step = Plan(new IndexRecord(_block.Records.Slice(_at, length)));
            if (step is MergeStep.BlockDone or MergeStep.ReadLarge)
            {
                _next++;
                _at += length;
            }

            if (step != MergeStep.BlockDone)
            {
                return step;
            }
        }

        return MergeStep.BlockDone;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private MergeStep Plan(IndexRecord seen)
    {
        switch (seen.Kind)
        {
            case EntryKind.Gone:
                report.CannotRead(_block[_next].Directory, seen.Name, (int)seen.Header.Size);
                return MergeStep.BlockDone;
            case EntryKind.Socket:
                counts.SocketsSkipped++;
                return MergeStep.BlockDone;
            case EntryKind.Regular when seen.Header.Links > 1 && _links.Knows(seen.Header):
                _block.Records[_at] = (byte)EntryKind.HardLink;
                break;
            default:
                break;
        }

        var step = _alignment.Find(seen, out var known);
        if (step != MergeStep.BlockDone)
        {
            return step;
        }

        return seen.Kind switch
        {
            EntryKind.Directory => Enter(seen, known),
            EntryKind.EndOfDirectory => Leave(seen, known),
            _ when known.Bytes.IsEmpty => New(seen),
            _ => Compare(seen, known),
        };
    }

    private MergeStep Enter(IndexRecord seen, IndexRecord known)
    {
        if (!known.Bytes.IsEmpty && IsKnown(seen, known))
        {
            _planned.Add(known.Bytes);
        }
        else
        {
            _planned.Add(seen, ExtendedAttributes.Read(_block[_next].Directory.Descriptor));
        }

        _alignment.Enter(known);
        return MergeStep.BlockDone;
    }

    private MergeStep Leave(IndexRecord seen, IndexRecord known)
    {
        _alignment.Leave(known);
        _planned.Add(seen.Bytes);
        return MergeStep.BlockDone;
    }

    private MergeStep Compare(IndexRecord seen, IndexRecord known)
    {
        var header = known.Header;
        if (!IsKnown(seen, known))
        {
            // What was gathered goes first, so that nothing is left half done when this is called again.
            if (baseTree!.HasTaken)
            {
                return MergeStep.ReferChunks;
            }

            if (!HasRoom(seen))
            {
                return MergeStep.SubmitFiles;
            }

            baseTree.TrySkip(header.Chunks);
            baseTree.Records.Advance();
            return New(seen);
        }

        if (header.Chunks > 0 && Files.Count > 0)
        {
            return MergeStep.SubmitFiles;
        }

        if (!baseTree!.TryTake(header.Chunks))
        {
            return MergeStep.ReferChunks;
        }

        _planned.Add(known.Bytes);
        NoteLinks(header);
        baseTree.Records.Advance();
        return MergeStep.BlockDone;
    }

    private MergeStep New(IndexRecord seen)
    {
        if (seen.Kind != EntryKind.Regular)
        {
            NoteLinks(seen.Header);
            _planned.Add(seen, EntryExtras.Of(seen.Kind, _block[_next].Directory, _block.NameOf(_next), report));
            return MergeStep.BlockDone;
        }

        if (baseTree?.HasTaken == true)
        {
            return MergeStep.ReferChunks;
        }

        if (!HasRoom(seen))
        {
            return MergeStep.SubmitFiles;
        }

        NoteLinks(seen.Header);
        counts.FilesRead++;
        var file = _planned.AddPending(seen, _next);
        if (IsLarge(seen))
        {
            Large = file;
            return MergeStep.ReadLarge;
        }

        Files.Add(file);
        return MergeStep.BlockDone;
    }

    private bool IsKnown(IndexRecord seen, IndexRecord known) =>
        seen.HasStateOf(known, compareDevices) && !known.Header.IsNewerThan(baseTree!.TrustedBefore);

    private bool HasRoom(IndexRecord seen) =>
        seen.Kind != EntryKind.Regular || (IsLarge(seen) ? Files.Count == 0 : Files.HasRoomFor(seen.Header.Size));

    private static bool IsLarge(IndexRecord seen) => seen.Header.Size > PieceWriter.LargestBatchBytes;

    private void NoteLinks(in EntryHeader header)
    {
        if (header.Links > 1)
        {
            _links.Note(header);
        }
    }
}
