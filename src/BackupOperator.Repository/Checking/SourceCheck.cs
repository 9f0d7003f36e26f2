using System.Security.Cryptography;
using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Repository.Checking;

/// <summary>Checks one source whose manifest is open: every pack by its digest, then every stream to its end.</summary>
internal sealed class SourceCheck(string source, SourceReader reader, CheckOptions options, CheckLedger ledger)
{
    private const int BlockBytes = 1024 * 1024;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ledger.Expect(reader.Packs.Packs.Sum(pack => (long)pack.SizeBytes));
        var parallel =
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, reader.Packs.Packs.Count), parallel,
            async (number, token) => await ReportAsync(() => CheckPackAsync(number, token)));
        foreach (var stream in reader.Streams)
        {
            await ReportAsync(() => CheckStreamAsync(stream, cancellationToken));
        }
    }

    private async Task CheckPackAsync(int number, CancellationToken cancellationToken)
    {
        byte[] digest;
        await using (var content = await reader.Packs.OpenAsync(number, cancellationToken))
        {
            digest = await SHA256.HashDataAsync(content, cancellationToken);
        }

        var pack = reader.Packs.Packs[number];
        ledger.PackRead(pack.SizeBytes);
        if (!digest.AsSpan().SequenceEqual(pack.Sha256.Span))
        {
            throw reader.Packs.Damaged(number, "does not have the digest that its manifest records");
        }
    }

    private async Task CheckStreamAsync(StoredStream stream, CancellationToken cancellationToken)
    {
        await using var verified = reader.OpenRead(stream.Name, options.Parallelism);
        await using var content = new CountedStream(verified, ledger.Verified);
        if (options.Consumer is { } consumer)
        {
            await consumer(new CheckedStream(source, reader.Details, stream, content), cancellationToken);
        }

        // The digest of a stream is known at its end only, and a consumer may have seen enough before.
        var block = new byte[BlockBytes];
        while (await content.ReadAsync(block, cancellationToken) > 0)
        {
        }

        ledger.StreamVerified();
    }

    private async Task ReportAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (IntegrityException exception)
        {
            ledger.Add(source, exception.ObjectKey, exception.Message);
        }
        catch (RepositoryException exception)
        {
            ledger.Add(source, reader.Stored.Key, exception.Message);
        }
    }
}
