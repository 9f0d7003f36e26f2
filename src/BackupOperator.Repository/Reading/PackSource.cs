using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Packs;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Reading;

/// <summary>The packs of one manifest in the store; says which object is at fault when
/// one is not as the manifest says.</summary>
internal sealed class PackSource(IObjectStore store, ManifestPlace place, IReadOnlyList<PackSummary> packs)
{
    /// <summary>All packs by number; a number may be empty.</summary>
    public IReadOnlyList<PackSummary> Packs => packs;

    /// <summary>The numbers that are packs.</summary>
    public IEnumerable<int> Numbers => Enumerable.Range(0, packs.Count).Where(number => !packs[number].IsEmpty);

    public string ObjectKey(int number) => Layout.Pack(place.PolicyUid, place.Source, packs[number].Id);

    /// <summary>Fills <paramref name="destination"/> from a pack.</summary>
    /// <exception cref="IntegrityException">The pack is missing or ends too early.</exception>
    /// <exception cref="StoreException">The store failed for another reason.</exception>
    public Task ReadAsync(int number, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        ReadAsync(
            number, new ByteRange(offset, destination.Length),
            stream => stream.ReadExactlyAsync(destination, cancellationToken), cancellationToken);

    /// <summary>Has a range of a pack read as it comes.</summary>
    /// <inheritdoc cref="ReadAsync(int, long, Memory{byte}, CancellationToken)"/>
    public async Task ReadAsync(
        int number, ByteRange range, Func<Stream, ValueTask> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await store.GetAsync(ObjectKey(number), range, cancellationToken);
            await read(stream);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.NotFound)
        {
            throw Missing(number, exception);
        }
        catch (Exception exception) when (IsTruncation(exception))
        {
            throw await TruncatedAsync(number, exception, cancellationToken);
        }
    }

    /// <summary>Sees that a pack is there with its length.</summary>
    /// <exception cref="IntegrityException">It is missing, or has another length.</exception>
    public async Task RequireAsync(int number, CancellationToken cancellationToken)
    {
        var stored = await store.StatAsync(ObjectKey(number), cancellationToken) ?? throw Missing(number, null);
        if (stored.SizeBytes != packs[number].SizeBytes)
        {
            throw WrongLength(number, stored.SizeBytes, null);
        }
    }

    /// <summary>Sees that every pack is there with its length.</summary>
    /// <exception cref="IntegrityException">One is missing, or has another length.</exception>
    public async Task RequireAllAsync(int parallelism, CancellationToken cancellationToken)
    {
        var listed = await FindListedAsync(parallelism, cancellationToken);

        // What a listing does not show is asked for by its name: that answer counts.
        await Parallel.ForEachAsync(
            Numbers.Where(number => !listed[number]), Options(parallelism, cancellationToken),
            async (number, token) => await RequireAsync(number, token));
    }

    /// <summary>Which packs the store lists with their length, by number, from one listing of each folder: the packs of a
    /// run share one.</summary>
    public async Task<bool[]> FindListedAsync(int parallelism, CancellationToken cancellationToken)
    {
        var listed = new bool[packs.Count];
        await Parallel.ForEachAsync(
            Numbers.GroupBy(number => Layout.FolderOf(ObjectKey(number))), Options(parallelism, cancellationToken),
            async (folder, token) =>
            {
                int[] ordered =
                    [.. folder.OrderBy(number => packs[number].Id.High).ThenBy(number => packs[number].Id.Low)];
                await MarkListedAsync(folder.Key, ordered, listed, token);
            });
        return listed;
    }

    public IntegrityException Damaged(int number, string what) =>
        new(ObjectKey(number), $"{Name(number)} {what}: it is damaged or was exchanged");

    private static ParallelOptions Options(int parallelism, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };

    /// <param name="folder">What their keys begin with.</param>
    /// <param name="numbers">In the order of their keys, which is the order of the listing.</param>
    /// <param name="listed">Gets what is found.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    private async Task MarkListedAsync(
        string folder, int[] numbers, bool[] listed, CancellationToken cancellationToken)
    {
        var next = 0;
        await foreach (var stored in store.ListAsync(folder, cancellationToken))
        {
            while (next < numbers.Length && string.CompareOrdinal(ObjectKey(numbers[next]), stored.Key) < 0)
            {
                next++;
            }

            if (next < numbers.Length && ObjectKey(numbers[next]) == stored.Key)
            {
                listed[numbers[next]] = stored.SizeBytes == packs[numbers[next]].SizeBytes;
                next++;
            }
        }
    }

    private static bool IsTruncation(Exception exception) =>
        exception is EndOfStreamException or StoreException { Failure: StoreFailure.Truncated };

    private string Name(int number) => $"pack {packs[number].Id} of source {place.Source}";

    private IntegrityException Missing(int number, Exception? inner) =>
        new(ObjectKey(number), $"{Name(number)} is missing: there is no object {ObjectKey(number)}", inner);

    private async Task<IntegrityException> TruncatedAsync(
        int number, Exception inner, CancellationToken cancellationToken)
    {
        var stored = await store.StatAsync(ObjectKey(number), cancellationToken);
        return stored is null ? Missing(number, inner) : WrongLength(number, stored.SizeBytes, inner);
    }

    private IntegrityException WrongLength(int number, long found, Exception? inner)
    {
        var expected = packs[number].SizeBytes;
        var what = found < expected ? "is truncated" : "has changed its length";
        return new IntegrityException(
            ObjectKey(number), $"{Name(number)} {what}: expected {expected} bytes, found {found}", inner);
    }
}
