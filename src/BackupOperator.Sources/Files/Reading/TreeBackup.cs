using System.Threading.Channels;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources.Files.Walking;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>Does what the merge asks for, block by block.</summary>
internal sealed class TreeBackup(TreeMerge merge, BaseTree? baseTree, PieceWriter content, ReadReport report)
{
    // Blocks whose files are being stored: what the pipeline has at hand is far less.
    private const int BlocksOpen = 16;

    private readonly Channel<PlannedBlock> _planned = Channel.CreateBounded<PlannedBlock>(BlocksOpen);

    /// <summary>The planned blocks in order; ends, or fails, with the walk.</summary>
    public ChannelReader<PlannedBlock> Planned => _planned.Reader;

    public async Task<StoredStream> RunAsync(TreeWalk walk, CancellationToken cancellationToken)
    {
        try
        {
            while (await walk.NextAsync(cancellationToken) is { } block)
            {
                await PlanAsync(block, cancellationToken);
            }

            await SubmitAsync(cancellationToken);
            if (baseTree is not null)
            {
                await baseTree.ReferAsync(content, cancellationToken);
            }

            _planned.Writer.Complete();
        }
        catch (Exception exception)
        {
            _planned.Writer.Complete(exception);
            throw;
        }

        return await content.CompleteAsync(cancellationToken);
    }

    private async ValueTask PlanAsync(WalkBlock block, CancellationToken cancellationToken)
    {
        var planned = new PlannedBlock(block);
        merge.Begin(block, planned);
        for (var step = merge.Run(); step != MergeStep.BlockDone; step = merge.Run())
        {
            await DoAsync(step, cancellationToken);
        }

        planned.Seal();
        if (!_planned.Writer.TryWrite(planned))
        {
            // The block that the index waits for may have files among those that are gathered.
            await SubmitAsync(cancellationToken);
            await _planned.Writer.WriteAsync(planned, cancellationToken);
        }
    }

    private ValueTask DoAsync(MergeStep step, CancellationToken cancellationToken) => step switch
    {
        MergeStep.NeedsBase => baseTree!.Records.FillAsync(cancellationToken),
        MergeStep.ReferChunks => baseTree!.ReferAsync(content, cancellationToken),
        MergeStep.SubmitFiles => SubmitAsync(cancellationToken),
        _ => ReadAsync(merge.Large!, cancellationToken),
    };

    private async ValueTask SubmitAsync(CancellationToken cancellationToken)
    {
        if (merge.Files.Count > 0)
        {
            await content.SubmitAsync(merge.TakeFiles(), cancellationToken);
        }
    }

    private async ValueTask ReadAsync(PendingFile file, CancellationToken cancellationToken)
    {
        await using var data = new LargeFile(file, report);
        var size = await content.SubmitAsync(data, cancellationToken);

        // Closed first: extras and holes are only known then.
        await data.DisposeAsync();
        file.Complete(size.Length, size.Chunks);
    }
}
