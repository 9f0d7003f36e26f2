using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Reading;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Checking;

/// <summary>Checks packs: existence and length of each; of those that are read, every byte.</summary>
/// <remarks>
/// Header and footer are known beforehand to the byte, the directory and each frame carry a seal, and frames adjoin:
/// nothing lies outside. A pack is two requests: its end, which says where its frames are, and all before it, of which
/// one frame at a time is held.
/// </remarks>
internal sealed class PackCheck(SourceReader reader, CheckOptions options, bool[] listed) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(options.Parallelism);

    /// <summary>How many packs are to be checked at once.</summary>
    public int PacksAtOnce => options.Parallelism * SegmentFetcher.RequestsPerWorker;

    public async Task RunAsync(int number, CancellationToken cancellationToken)
    {
        if (!listed[number])
        {
            await reader.Packs.RequireAsync(number, cancellationToken);
        }

        if (!IsChosen(reader.Packs.Packs[number]))
        {
            return;
        }

        var directory = await CheckEndAsync(number, cancellationToken);
        var seesHeader = false;
        foreach (var run in FrameRun.Of(directory, reader.Fetcher.Coverage))
        {
            seesHeader |= run.First == 0;
            await reader.Packs.ReadAsync(
                number, run.BytesOf(directory),
                async stream => await CheckRunAsync(number, directory, run, stream, cancellationToken),
                cancellationToken);
        }

        if (!seesHeader)
        {
            await reader.Packs.ReadAsync(
                number, new ByteRange(0, PackFormat.HeaderBytes),
                async stream => await CheckHeaderAsync(number, stream, cancellationToken), cancellationToken);
        }
    }

    public void Dispose() => _opening.Dispose();

    private bool IsChosen(PackSummary pack)
    {
        if (options.Percent == CheckOptions.Full)
        {
            return true;
        }

        // The name is random; the seed moves the choice, and Knuth's multiplier spreads it over the high bits.
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
        var mixed = (pack.Id.Low ^ (ulong)options.Seed) * Multiplier;
        return (mixed >> 32) % CheckOptions.Full < (ulong)options.Percent;
    }

    private async Task<PackDirectory> CheckEndAsync(int number, CancellationToken cancellationToken)
    {
        var pack = reader.Packs.Packs[number];
        var end = new byte[pack.DirectoryBytes + PackFormat.FooterBytes];
        await reader.Packs.ReadAsync(number, pack.DirectoryOffset, end, cancellationToken);
        return PackFormat.IsFooter(end.AsSpan(pack.DirectoryBytes), pack)
            ? new PackObject(reader.Packs, number).OpenDirectory(
                end.AsSpan(0, pack.DirectoryBytes), number, reader.Fetcher.KeysOf(number))
            : throw reader.Packs.Damaged(number, "does not end as it was written");
    }

    private async Task CheckHeaderAsync(int number, Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[PackFormat.HeaderBytes];
        await stream.ReadExactlyAsync(header, cancellationToken);
        if (!PackFormat.IsHeader(header, reader.Fetcher.KeysOf(number), reader.Packs.Packs[number].Id))
        {
            throw reader.Packs.Damaged(number, "does not begin as it was written");
        }
    }

    private async Task CheckRunAsync(
        int number, PackDirectory directory, FrameRun run, Stream stream, CancellationToken cancellationToken)
    {
        if (run.First == 0)
        {
            await CheckHeaderAsync(number, stream, cancellationToken);
        }

        for (var position = run.First; position <= run.Last; position++)
        {
            using var stored = reader.Buffers.Rent(directory.Frames[position].StoredLength);
            await stream.ReadExactlyAsync(stored.Memory, cancellationToken);
            if (reader.Fetcher.Coverage?.Has(directory.Frames[position]) == true)
            {
                continue;
            }

            await _opening.WaitAsync(cancellationToken);
            try
            {
                reader.Fetcher.Open(SegmentOf(directory, position), stored.Span, static (_, _) => { });
            }
            finally
            {
                _opening.Release();
            }
        }
    }

    private static Segment SegmentOf(PackDirectory directory, int position)
    {
        var chunks = directory.ChunksOf(position);
        var segment = new Segment(chunks[0]);
        foreach (ref readonly var chunk in chunks[1..])
        {
            segment.TryAdd(chunk);
        }

        return segment;
    }
}
