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
    public async Task ReadAsync(int number, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await store.GetAsync(
                ObjectKey(number), new ByteRange(offset, destination.Length), cancellationToken);
            await stream.ReadExactlyAsync(destination, cancellationToken);
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

    /// <summary>Opens a whole pack; its length is checked first.</summary>
    public async Task<Stream> OpenAsync(int number, CancellationToken cancellationToken)
    {
        await RequireAsync(number, cancellationToken);
        return await store.GetAsync(ObjectKey(number), range: null, cancellationToken);
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

    public IntegrityException Damaged(int number, string what) =>
        new(ObjectKey(number), $"{Name(number)} {what}: it is damaged or was exchanged");

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
