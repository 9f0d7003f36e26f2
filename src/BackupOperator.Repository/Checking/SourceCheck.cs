using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Repository.Checking;

/// <summary>Checks one source whose manifest is open: its streams, then every byte of its packs that the streams did
/// not touch.</summary>
internal sealed class SourceCheck(
    string backup, string source, SourceReader reader, CheckOptions options, CheckLedger ledger)
{
    private const int BlockBytes = 1024 * 1024;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ledger.Expect(reader.Packs.Numbers.Sum(number => (long)reader.Packs.Packs[number].SizeBytes));

        // Step 1: whoever wants the plaintext gets it first; what it reads is not read again below.
        if (options.Consumer is { } consumer)
        {
            reader.Fetcher.Coverage = new FrameCoverage(reader.Packs.Packs);
            foreach (var stream in reader.Streams)
            {
                await ReportAsync(() => ConsumeAsync(stream, consumer, cancellationToken));
            }
        }

        // Step 2: the packs, each once for all backups that share it.
        var listed = await reader.Packs.FindListedAsync(options.Parallelism, cancellationToken);
        using var packs = new PackCheck(reader, options, listed);
        var parallel =
            new ParallelOptions { MaxDegreeOfParallelism = packs.PacksAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            reader.Packs.Numbers, parallel, async (number, token) => await CheckPackAsync(packs, number, token));

        // Step 3: streams that nobody has read are what their lists say, chunk by chunk.
        if (options.Consumer is null && options.Percent == CheckOptions.Full)
        {
            foreach (var stream in reader.ManifestStreams)
            {
                await ReportAsync(() => CheckListsAsync(stream, packs.PacksAtOnce, cancellationToken));
            }
        }
    }

    private async Task CheckPackAsync(PackCheck packs, int number, CancellationToken cancellationToken)
    {
        var pack = reader.Packs.Packs[number];
        if (!ledger.Begin(pack.Id, reader.Packs.ObjectKey(number), backup))
        {
            return;
        }

        await ReportAsync(async () =>
        {
            await packs.RunAsync(number, cancellationToken);
            ledger.PackRead(pack.SizeBytes);
        });
    }

    private async Task CheckListsAsync(ManifestStream stream, int requests, CancellationToken cancellationToken)
    {
        var directories = new DirectoryCache(reader, requests);
        await foreach (var list in reader.Lists.ListsAsync(stream, cancellationToken))
        {
            await directories.RequireAsync(list, cancellationToken);
        }

        ledger.StreamVerified(stream.LengthBytes);
    }

    private async Task ConsumeAsync(
        StoredStream stream, Func<CheckedStream, CancellationToken, Task> consumer, CancellationToken cancellationToken)
    {
        await using var verified = reader.OpenRead(stream.Name, options.Parallelism);
        await using var content = new CountedStream(verified, ledger.Verified);
        await consumer(new CheckedStream(source, reader.Details, stream, content), cancellationToken);

        // The digest of a stream is known at its end only, and a consumer may have seen enough before.
        var block = new byte[BlockBytes];
        while (await content.ReadAsync(block, cancellationToken) > 0)
        {
        }

        ledger.StreamVerified(0);
    }

    private async Task ReportAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (IntegrityException exception)
        {
            ledger.Add(exception.ObjectKey, exception.Message, source, [backup]);
        }
        catch (RepositoryException exception)
        {
            ledger.Add(reader.Stored.Key, exception.Message, source, [backup]);
        }
    }
}
