using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Manifests;

/// <summary>All that a restore of one source needs.</summary>
internal sealed record Manifest(
    ManifestRecord Record, IReadOnlyList<PackSummary> Packs, IReadOnlyList<ManifestStream> Streams);
