namespace BackupOperator.Api.Policies;

/// <summary>What all stored backups of a policy take, and what they would take.</summary>
public sealed record StorageStatistics
{
    /// <summary>Backups in the store.</summary>
    public int Backups { get; set; }

    /// <summary>Bytes that they would take if each were kept whole and plain.</summary>
    public long SourceBytes { get; set; }

    /// <summary><see cref="SourceBytes"/> for people, such as <c>1.2 TiB</c>.</summary>
    public string? Source { get; set; }

    /// <summary>Bytes that they take in the store, manifests and records left out.</summary>
    public long StoredBytes { get; set; }

    /// <summary><see cref="StoredBytes"/> for people.</summary>
    public string? Stored { get; set; }

    /// <summary>Bytes of what backups need in the store, before compression and encryption; estimated from a sample of packs, absent where none could
    /// be read.</summary>
    public long? PlainBytes { get; set; }

    /// <summary>Bytes that can be had back: what expires, and what runs left that ended early, also while it is too young to be
    /// deleted.</summary>
    public long ReclaimableBytes { get; set; }

    /// <summary><see cref="ReclaimableBytes"/> for people.</summary>
    public string? Reclaimable { get; set; }

    /// <summary>Source bytes for each byte that is left when repeated content is stored once.</summary>
    public string? DeduplicationRatio { get; set; }

    /// <summary>Bytes before compression for each byte stored.</summary>
    public string? CompressionRatio { get; set; }
}
