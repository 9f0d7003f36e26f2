using BackupOperator.Sources.Files.Index;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>Reads the index once more when all content is there: adds the further names of files, and gives each
/// directory its owner, mode and times when nothing is put into it any more.</summary>
/// <remarks>Reading twice costs little, and remembering every directory would grow with the tree.</remarks>
internal sealed class FinishingPass(IndexReader index, TargetTree target, Selection selection, LinkStage? stage)
{
    private readonly Stack<Entered> _entered = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!index.Ended)
        {
            await index.FillAsync(cancellationToken);
            while (!index.Ended && index.TryPeek(out var record))
            {
                Take(record);
                index.Advance();
            }
        }
    }

    private void Take(IndexRecord record)
    {
        switch (record.Kind)
        {
            case EntryKind.Directory:
                Enter(record);
                break;
            case EntryKind.EndOfDirectory:
                Leave();
                break;
            default:
                if (selection.Takes(record.Name))
                {
                    _entered.Peek().Holds = true;
                    LinkNames(record);
                }

                break;
        }
    }

    private void Enter(IndexRecord record)
    {
        selection.Enter(record.Name);
        IndexFormat.TryFind(record.Extras, IndexFormat.Attributes, out var attributes);
        var directory = _entered.TryPeek(out var parent)
            ? new TargetDirectory(parent.Directory, [.. record.Name, 0]) { Exists = true }
            : target.Directories.Root;
        _entered.Push(new Entered(directory, record.Header, attributes.ToArray()) { Holds = selection.TakesDirectory });
    }

    private void Leave()
    {
        selection.Leave();
        var entered = _entered.Pop();
        if (_entered.Count == 0)
        {
            stage?.Remove();
        }

        if (!entered.Holds)
        {
            return;
        }

        target.Complete(entered.Directory, entered.Header, entered.Attributes);
        if (_entered.TryPeek(out var parent))
        {
            parent.Holds = true;
        }
    }

    private void LinkNames(IndexRecord record)
    {
        var header = record.Header;
        if (stage is null || header.Links <= 1)
        {
            return;
        }

        var directory = _entered.Peek().Directory;
        byte[] name = [.. record.Name, 0];
        if (header.Kind == EntryKind.HardLink)
        {
            stage.AddName(directory, name, header);
        }
        else if (header.Kind == EntryKind.Regular)
        {
            stage.Keep(directory, name, header);
        }
    }

    private sealed class Entered(TargetDirectory directory, EntryHeader header, byte[] attributes)
    {
        public TargetDirectory Directory => directory;

        public EntryHeader Header => header;

        public byte[] Attributes => attributes;

        /// <summary>Whether it, or something in it, was restored.</summary>
        public bool Holds { get; set; }
    }
}
