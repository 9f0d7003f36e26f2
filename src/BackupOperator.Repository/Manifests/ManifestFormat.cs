using System.Security.Cryptography;
using System.Text.Json;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Sealing;

namespace BackupOperator.Repository.Manifests;

/// <summary>The byte layout of a manifest object: a plain header of 88 bytes, then the sealed body.</summary>
/// <remarks>
/// Invariant: opens only under its own policy, backup and source in its own repository. Trade-off: the body is one
/// piece, held in memory, which chunk lists outside of it keep at 44 bytes a pack (3 MB for a TB). Changing the layout
/// takes a format version. </remarks>
internal static class ManifestFormat
{
    /// <summary>A chunk list of 512 KiB at most: up to about 8 GB of content.</summary>
    public const int MostEntriesPerList = 8192;

    public const int LargestBytes = 64 * 1024 * 1024;

    /// <summary>How many packs a manifest lists, compressed or not, with room for all else that is in it.</summary>
    public const int MostPacks = (LargestBytes - LargestRestBytes) / ManifestBody.PackBytes;

    // Chunk lists of 80 TB are 1.3 MB; what a source says of itself is a few hundred bytes a table.
    private const int LargestRestBytes = 8 * 1024 * 1024;

    // Compressed by two at most in practice (ids are random); a forged length must not allocate more.
    private const int LargestBodyBytes = 256 * 1024 * 1024;

    /// <exception cref="RepositoryException">No reader would take it, for it is too large.</exception>
    public static byte[] Write(Manifest manifest, ManifestPlace place, KeyMaterial keys, Compression compression)
    {
        var plain = ManifestBody.Write(manifest).Span;
        using var compressor = compression.CreateCompressor();
        var compressed = new byte[plain.Length];
        var written = compressor.Compress(plain, compressed, CancellationToken.None);
        var content = written is { } length ? compressed.AsSpan(0, length) : plain;
        var salt = RandomNumberGenerator.GetBytes(ManifestHeader.SaltBytes);
        using var sealer = keys.ManifestSealer(salt);
        var header = new ManifestHeader(
            keys.Mode, written is null ? FrameCompression.None : compressor.Kind, keys.Repository, keys.KeyId, salt,
            plain.Length, content.Length + sealer.OverheadBytes);
        RequireSize(place, plain.Length, ManifestHeader.SizeBytes + (long)header.StoredLength);
        var result = new byte[ManifestHeader.SizeBytes + header.StoredLength];
        header.Write(result);
        sealer.Seal(0, ManifestHeader.Associated(result, place), content, result.AsSpan(ManifestHeader.SizeBytes));
        return result;
    }

    /// <exception cref="IntegrityException">The bytes are not those written for this place.</exception>
    /// <exception cref="RepositoryException">The key it is sealed with is not there.</exception>
    public static Manifest Read(ReadOnlySpan<byte> content, ManifestPlace place, KeyRing ring)
    {
        var header = ManifestHeader.Read(content, place.ObjectKey);
        RequireLengths(header, content.Length, place.ObjectKey);
        var keys = KeysOf(header, place, ring);
        using var sealer = keys.ManifestSealer(header.Salt.Span);
        var opened = Open(header, sealer, content, place);
        var plain = new byte[header.PlainLength];
        using var decompressor = new Decompressor();
        try
        {
            return decompressor.TryDecompress(header.Compression, opened, plain)
                ? ManifestBody.Read(plain)
                : throw new FormatException("the body does not decompress");
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new IntegrityException(
                place.ObjectKey, $"{place.ObjectKey} is damaged: {exception.Message}", exception);
        }
    }

    /// <summary>Sees that readers take a manifest of such lengths.</summary>
    /// <exception cref="RepositoryException">They do not.</exception>
    public static void RequireSize(ManifestPlace place, long plainBytes, long storedBytes)
    {
        if (storedBytes > LargestBytes || plainBytes > LargestBodyBytes)
        {
            throw new RepositoryException(
                RepositoryFailure.SourceTooLarge,
                $"{place.ObjectKey} would have {storedBytes} bytes, more than readers take ({LargestBytes}): split " +
                $"source {place.Source} into several");
        }
    }

    private static byte[] Open(ManifestHeader header, ISealer sealer, ReadOnlySpan<byte> content, ManifestPlace place)
    {
        var opened = new byte[Math.Max(header.StoredLength - sealer.OverheadBytes, 0)];
        var complete = header.StoredLength >= sealer.OverheadBytes;
        var associated = ManifestHeader.Associated(content, place);
        return complete && sealer.TryOpen(0, associated, content[ManifestHeader.SizeBytes..], opened)
            ? opened
            : throw new IntegrityException(
                place.ObjectKey,
                $"{place.ObjectKey} does not authenticate: it is damaged, or belongs to another backup, source or " +
                "repository");
    }

    private static KeyMaterial KeysOf(ManifestHeader header, ManifestPlace place, KeyRing ring)
    {
        return ring.TryGet(header.Key, out var keys) && keys.Mode == header.Mode
            ? keys
            : throw KeyRing.Missing(place.ObjectKey, header.Key.ToString());
    }

    private static void RequireLengths(ManifestHeader header, int length, string objectKey)
    {
        if (header.StoredLength != length - ManifestHeader.SizeBytes)
        {
            throw new IntegrityException(
                objectKey,
                $"{objectKey} is truncated or damaged: expected " +
                $"{(long)header.StoredLength + ManifestHeader.SizeBytes} bytes, found {length}");
        }

        if (header.PlainLength is < 0 or > LargestBodyBytes)
        {
            throw new IntegrityException(objectKey, $"{objectKey} is damaged: its length cannot be");
        }
    }
}
