using System.Security.Cryptography;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Writing;

/// <summary>Describes manifests that are in the store.</summary>
internal static class StoredManifests
{
    public static StoredManifest Describe(
        ManifestPlace place, ReadOnlySpan<byte> content, ManifestRecord record, int packs) =>
        new(
            place.ObjectKey, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length, record.ReadBytes,
            record.StoredBytes, record.StoredBytes + content.Length, packs, record.Chunks);
}
