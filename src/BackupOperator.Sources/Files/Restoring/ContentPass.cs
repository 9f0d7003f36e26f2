using BackupOperator.Repository.Reading;
using BackupOperator.Sources.Files.Index;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>Reads the index beside the content: says for each chunk where it belongs, and makes everything that has no
/// content on the way.</summary>
internal sealed class ContentPass(
    IndexReader index, TargetTree target, Selection selection, LinkedContent linked, LinkStage? stage)
    : IChunkSink<ChunkPlace>
{
    private TargetDirectory? _directory;
    private TargetFile? _file;
    private uint _missingChunks;
    private long _missingBytes;
    private long _offset;

    /// <summary>Files that were selected, names of one file each.</summary>
    public long Files { get; private set; }

    /// <summary>Bytes of content that were selected.</summary>
    public long Bytes { get; private set; }

    public async ValueTask<ChunkPlace?> PlanAsync(int length, CancellationToken cancellationToken)
    {
        while (_missingChunks == 0)
        {
            await NextAsync(cancellationToken);
        }

        // A length of 0 could go on for ever, and the last chunk must end the file.
        if (length <= 0 || length > _missingBytes || (--_missingChunks == 0 && length != _missingBytes))
        {
            throw IndexFormat.Damaged("a file is not as long as its chunks");
        }

        var place = _file is null ? null : new ChunkPlace(_file, _offset);
        _offset += length;
        _missingBytes -= length;
        return place;
    }

    public void Write(ChunkPlace target, ReadOnlySpan<byte> content) => target.Write(content);

    /// <summary>Reads what follows the last file with content.</summary>
    /// <exception cref="SourceException">A file lacks chunks.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        while (_missingChunks == 0 && !index.Ended)
        {
            await NextAsync(cancellationToken);
        }

        if (_missingChunks > 0)
        {
            throw IndexFormat.Damaged("a file has more chunks than there are");
        }

        await index.RequireEndAsync(cancellationToken);
    }

    /// <summary>Goes on to the next file with content, or as far as the buffer goes.</summary>
    private async ValueTask NextAsync(CancellationToken cancellationToken)
    {
        if (index.Ended)
        {
            throw IndexFormat.Damaged("there are chunks of no file");
        }

        await index.FillAsync(cancellationToken);
        while (_missingChunks == 0 && !index.Ended && index.TryPeek(out var record))
        {
            Take(record);
            index.Advance();
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
                selection.Leave();
                _directory = _directory!.Parent;
                break;
            case EntryKind.Regular:
                Begin(record);
                break;
            case EntryKind.HardLink:
                Files += selection.Takes(record.Name) ? 1 : 0;
                break;
            default:
                if (selection.Takes(record.Name))
                {
                    target.MakeNode(_directory!, [.. record.Name, 0], record);
                }

                break;
        }
    }

    private void Enter(IndexRecord record)
    {
        selection.Enter(record.Name);
        _directory = _directory is null
            ? target.Directories.Root
            : new TargetDirectory(_directory, [.. record.Name, 0]);
        if (selection.TakesDirectory)
        {
            target.Directories.Ensure(_directory);
        }
    }

    private void Begin(IndexRecord record)
    {
        var header = record.Header;
        _missingBytes = IndexFormat.ContentBytes(record, out var extents);
        _missingChunks = header.Chunks;
        _offset = 0;
        _file = null;
        var isSelected = selection.Takes(record.Name);
        if (!isSelected && !linked.Take(header))
        {
            return;
        }

        IndexFormat.TryFind(record.Extras, IndexFormat.Attributes, out var attributes);
        _file = new TargetFile(
            target, isSelected ? _directory! : stage!.Directory,
            isSelected ? [.. record.Name, 0] : LinkStage.NameOf(header), header, attributes.ToArray(), extents);
        Files += isSelected ? 1 : 0;
        Bytes += _missingBytes;
        if (_missingChunks == 0)
        {
            _file.WriteEmpty();
        }
    }
}
