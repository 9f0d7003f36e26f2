using System.Text.Json;

namespace BackupOperator.Repository.Manifests;

/// <summary>The JSON part of a manifest.</summary>
/// <param name="CreatedAt">When the source was complete.</param>
/// <param name="Compression">What was asked for; each frame says what it got.</param>
/// <param name="ReadBytes">Plaintext of all streams.</param>
/// <param name="StoredBytes">Packs that this run wrote.</param>
/// <param name="NewPacks">How many packs this run wrote.</param>
/// <param name="Chunks">Chunks of all streams, repeated ones counted each time.</param>
/// <param name="Details">What the source says about itself; opaque to the repository.</param>
/// <param name="Base">The backup whose packs it may refer to; absent for a full one.</param>
/// <param name="ReferredBytes">Plaintext that lies in packs of earlier backups.</param>
internal sealed record ManifestRecord(
    DateTimeOffset CreatedAt,
    string Compression,
    long ReadBytes,
    long StoredBytes,
    int NewPacks,
    long Chunks,
    JsonElement Details,
    string? Base = null,
    long ReferredBytes = 0);
