namespace BackupOperator.Repository.Pruning;

/// <summary>What the packs of a source, or of a policy, are worth.</summary>
/// <param name="Manifests">Manifests of committed backups that stay.</param>
/// <param name="SourceBytes">What those backups would take if each were kept whole and plain.</param>
/// <param name="StoredBytes">All packs in the store.</param>
/// <param name="ReclaimableBytes">Packs that no manifest that stays refers to, also those too young to go now.</param>
/// <param name="PlainBytes">Plaintext in the packs that are needed, estimated from the directories of a sample; null
/// where none could be read.</param>
public sealed record PruneStatistics(
    int Manifests, long SourceBytes, long StoredBytes, long ReclaimableBytes, long? PlainBytes)
{
    /// <summary>Bytes of packs that are needed.</summary>
    public long NeededBytes => StoredBytes - ReclaimableBytes;

    /// <summary>Plaintext in the packs by their length; null where it is not known.</summary>
    public double? CompressionRatio => PlainBytes is { } plain && NeededBytes > 0 ? (double)plain / NeededBytes : null;

    /// <summary>What all backups hold by what is left of it when repeated content is left out; null where it is not
    /// known.</summary>
    public double? DeduplicationRatio => PlainBytes is > 0 and var plain ? (double)SourceBytes / plain : null;

    internal static PruneStatistics Empty { get; } = new(0, 0, 0, 0, 0);

    internal static PruneStatistics Sum(IEnumerable<PruneStatistics> parts) => parts.Aggregate(
        Empty,
        (sum, part) => new PruneStatistics(
            sum.Manifests + part.Manifests, sum.SourceBytes + part.SourceBytes, sum.StoredBytes + part.StoredBytes,
            sum.ReclaimableBytes + part.ReclaimableBytes, sum.PlainBytes + part.PlainBytes));
}
