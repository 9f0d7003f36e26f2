using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Repository.Checking;

/// <summary>Checks packs: existence and length of each; of those that are read, every byte.</summary>
/// <remarks>Header and footer are known beforehand to the byte, the directory and each frame carry a seal, and frames
/// adjoin: nothing lies outside.</remarks>
internal sealed class PackCheck(SourceReader reader, CheckOptions options)
{
    public async Task RunAsync(int number, CancellationToken cancellationToken)
    {
        await reader.Packs.RequireAsync(number, cancellationToken);
        if (!IsChosen(reader.Packs.Packs[number]))
        {
            return;
        }

        var directory = await CheckEndsAsync(number, cancellationToken);
        var plan = new SegmentPlan();
        for (var index = 0; index < directory.Chunks.Length; index++)
        {
            var chunk = directory.Chunks.Span[index];
            if (reader.Fetcher.Coverage?.Has(chunk.Frame) != true)
            {
                await OpenAsync(plan.Add(chunk), cancellationToken);
            }
        }

        await OpenAsync(plan.Complete(), cancellationToken);
    }

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

    private async Task<PackDirectory> CheckEndsAsync(int number, CancellationToken cancellationToken)
    {
        var pack = reader.Packs.Packs[number];
        var keys = reader.Fetcher.KeysOf(number);
        var header = new byte[PackFormat.HeaderBytes];
        await reader.Packs.ReadAsync(number, 0, header, cancellationToken);
        var tail = new byte[pack.DirectoryBytes + PackFormat.FooterBytes];
        await reader.Packs.ReadAsync(number, pack.DirectoryOffset, tail, cancellationToken);
        if (!PackFormat.IsHeader(header, keys, pack.Id))
        {
            throw reader.Packs.Damaged(number, "does not begin as it was written");
        }

        return PackFormat.IsFooter(tail.AsSpan(pack.DirectoryBytes), pack)
            ? new PackObject(reader.Packs, number).OpenDirectory(tail.AsSpan(0, pack.DirectoryBytes), number, keys)
            : throw reader.Packs.Damaged(number, "does not end as it was written");
    }

    private async ValueTask OpenAsync(Segment? segment, CancellationToken cancellationToken)
    {
        if (segment is not null)
        {
            await reader.Fetcher.DeliverAsync(segment, static (_, _) => { }, cancellationToken);
        }
    }
}
