namespace BackupOperator.Repository.Catalogues;

/// <summary>One source of a backup.</summary>
public sealed record SourceRecord
{
    /// <summary>The source's name in its policy.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of source it is, such as <c>postgres</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The manifest's key in the store.</summary>
    public required string ManifestKey { get; init; }

    /// <summary>Digest of the manifest; 64 hex digits.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>The backup whose packs it may refer to; absent where it refers to none: a source may be new, or its base
    /// may have lost a pack.</summary>
    public string? Base { get; init; }

    /// <summary>The newest instant that a restore of this source surely brings back,
    /// where the source knows its own.</summary>
    public DateTimeOffset? RecoveryPoint { get; init; }

    /// <summary>Plaintext read from the source.</summary>
    public required long ReadBytes { get; init; }

    /// <summary>Plaintext of it that lies in packs of earlier backups; absent for none.</summary>
    public long? ReferredBytes { get; init; }

    /// <summary>Packs written for it.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>What went to the store for it.</summary>
    public required long TransferredBytes { get; init; }

    /// <summary>Packs that a restore needs.</summary>
    public required int Packs { get; init; }

    /// <summary>Chunks of all its streams.</summary>
    public required long Chunks { get; init; }

    /// <summary>Rows, where the source counts such.</summary>
    public long? Rows { get; init; }

    /// <summary>The version of the server that it was read from, where it has one.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>Seconds from the first to the last byte.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>The databases in it, where it has such.</summary>
    public IReadOnlyList<DatabaseRecord>? Databases { get; init; }
}
