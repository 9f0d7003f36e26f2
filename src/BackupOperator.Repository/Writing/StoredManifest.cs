namespace BackupOperator.Repository.Writing;

/// <summary>A manifest that the store holds, and what it stands for.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="Sha256">Digest of the object; 64 hex digits.</param>
/// <param name="SizeBytes">Length of the object.</param>
/// <param name="ReadBytes">Plaintext of all streams.</param>
/// <param name="StoredBytes">Packs that this run wrote.</param>
/// <param name="TransferredBytes">Packs that this run wrote, and the manifest.</param>
/// <param name="Packs">How many packs a restore needs.</param>
/// <param name="Chunks">Chunks of all streams.</param>
/// <param name="Base">The backup whose packs it may refer to; null for a full one.</param>
/// <param name="ReferredBytes">Plaintext that lies in packs of earlier backups.</param>
public sealed record StoredManifest(
    string Key, string Sha256, long SizeBytes, long ReadBytes, long StoredBytes, long TransferredBytes, int Packs,
    long Chunks, string? Base, long ReferredBytes);
