using System.Security.Cryptography;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Writing;

/// <summary>Describes what is in the store.</summary>
internal static class StoredManifests
{
    public static StoredManifest Describe(ManifestPlace place, ReadOnlySpan<byte> content, Manifest manifest)
    {
        var record = manifest.Record;
        return new StoredManifest(
            place.ObjectKey, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length, record.ReadBytes,
            record.StoredBytes, record.StoredBytes + content.Length, manifest.Packs.Count(pack => !pack.IsEmpty),
            record.Chunks, record.Base, record.ReferredBytes);
    }

    public static StoredStream Describe(this ManifestStream stream) => new(
        stream.Name, stream.LengthBytes, Convert.ToHexStringLower(stream.Digest.Span), stream.Chunks);
}
