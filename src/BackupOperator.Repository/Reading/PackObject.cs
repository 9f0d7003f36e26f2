using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Reading;

/// <summary>One pack in the store, by what its manifest or its own ends say of it.</summary>
internal sealed class PackObject(PackSource packs, int index)
{
    public PackSummary Summary => packs.Packs[index];

    /// <summary>Reads the directory alone.</summary>
    /// <param name="number">The number that its entries name the pack by.</param>
    /// <param name="keys">Of the pack's data key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="IntegrityException">It is not what was written.</exception>
    public async Task<PackDirectory> ReadDirectoryAsync(
        int number, KeyMaterial keys, CancellationToken cancellationToken)
    {
        var stored = new byte[Summary.DirectoryBytes];
        await packs.ReadAsync(index, Summary.DirectoryOffset, stored, cancellationToken);
        return OpenDirectory(stored, number, keys);
    }

    /// <summary>Opens the directory.</summary>
    /// <exception cref="IntegrityException">It is not what was written.</exception>
    public PackDirectory OpenDirectory(ReadOnlySpan<byte> stored, int number, KeyMaterial keys)
    {
        using var sealer = keys.PackSealer(Summary.Id);
        var plain = new byte[Math.Max(stored.Length - sealer.OverheadBytes, 0)];
        Span<byte> associated = stackalloc byte[PackFormat.AssociatedBytes];
        PackFormat.WriteDirectoryAssociated(
            associated, keys.Repository, Summary.Id, Summary.DirectoryOffset, plain.Length);
        if (stored.Length < sealer.OverheadBytes
            || !sealer.TryOpen(PackFormat.DirectoryPosition, associated, stored, plain))
        {
            throw packs.Damaged(index, "does not authenticate at its directory");
        }

        try
        {
            return PackDirectory.Read(plain, Summary, number);
        }
        catch (FormatException exception)
        {
            throw packs.Damaged(index, exception.Message);
        }
    }
}
