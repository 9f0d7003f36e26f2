using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources.Files.Details;
using BackupOperator.Sources.Files.Index;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>Writes planned blocks into the index, in order, each when its files are stored.</summary>
/// <remarks>Pieces are cut where a record says so by its own bytes, so that an unchanged run of records makes the same
/// pieces again, whatever was inserted before it.</remarks>
internal sealed class IndexWriter(PieceWriter index, TreeCounts counts)
{
    // One in 2,048 records ends a piece: about 200 KB. Fewer would store more again for each change, more would be
    // worse compressed and listed.
    private const int CutShift = 64 - 11;

    private IndexPiece _piece = new();

    public async Task<StoredStream> RunAsync(ChannelReader<PlannedBlock> blocks, CancellationToken cancellationToken)
    {
        await foreach (var block in blocks.ReadAllAsync(cancellationToken))
        {
            await block.Complete.WaitAsync(cancellationToken);
            for (var (at, file) = (0, 0); at < block.Records.Length;)
            {
                Add(block, ref at, ref file);
                if (at < block.Records.Length)
                {
                    await SubmitAsync(cancellationToken);
                }
            }

            block.Walked.Release();
        }

        await SubmitAsync(cancellationToken);
        return await index.CompleteAsync(cancellationToken);
    }

    /// <summary>Adds records until the piece is to be cut, or the block ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(PlannedBlock block, ref int at, ref int file)
    {
        var records = block.Records;
        while (at < records.Length)
        {
            var header = MemoryMarshal.Read<EntryHeader>(records[at..]);
            var length = header.RecordLength;
            if (!_piece.HasRoomFor(length))
            {
                return;
            }

            var pending = file < block.Pending.Count && block.Pending[file].Offset == at ? block.Pending[file++] : null;

            // The extras of a file that was read are not in the block yet.
            var inBlock = length - (pending?.Extras.Length ?? 0);
            if (pending?.IsGone != true)
            {
                counts.Add(header);
                _piece.Add(records.Slice(at, inBlock));
                _piece.Add(pending is null ? [] : pending.Extras);
            }

            at += inBlock;
            if ((header.Inode * 0x9E3779B97F4A7C15) >> CutShift == 0 && header.Inode != 0)
            {
                return;
            }
        }
    }

    private async ValueTask SubmitAsync(CancellationToken cancellationToken)
    {
        if (_piece.Length > 0)
        {
            var piece = _piece;
            _piece = new IndexPiece();
            await index.SubmitAsync(piece, cancellationToken);
        }
    }
}
