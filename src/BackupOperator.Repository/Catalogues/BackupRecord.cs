namespace BackupOperator.Repository.Catalogues;

/// <summary>The content of <c>backup.json</c>: what a person or a catalogue needs to know
/// without a key. Holds no secret.</summary>
/// <remarks>Layout: README.md, "backup.json". Invariant: it is written last and never changed; a backup without it does
/// not exist. Optional fields may be added in one format version; readers ignore those that they do not know.</remarks>
public sealed record BackupRecord
{
    /// <summary>Set when committed.</summary>
    public int FormatVersion { get; init; }

    /// <summary>Set when committed: 32 hex digits.</summary>
    public string RepositoryId { get; init; } = "";

    /// <summary>The name of the backup; unique in its policy.</summary>
    public required string Backup { get; init; }

    /// <summary>Whose backup it is.</summary>
    public required PolicyIdentity Policy { get; init; }

    /// <summary>The cluster it was taken in, where known.</summary>
    public string? ClusterId { get; init; }

    /// <summary>The run that took it.</summary>
    public required ExecutionIdentity Execution { get; init; }

    /// <summary>The slot it was taken for; absent when a person asked for it.</summary>
    public ScheduleSlot? Schedule { get; init; }

    /// <summary>full, differential, incremental or snapshot.</summary>
    public required string Type { get; init; }

    /// <summary>The backup whose packs it may refer to; absent for a full one.</summary>
    public string? Base { get; init; }

    /// <summary>Grows with every holder of the policy's lease.</summary>
    public required long FencingToken { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last source was complete.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The newest instant that a restore surely brings back: the oldest of its sources'.</summary>
    public required DateTimeOffset RecoveryPoint { get; init; }

    /// <summary>Set when committed.</summary>
    public EncryptionSummary Encryption { get; init; } = new(EncryptionMode.None);

    /// <summary>The Secret that held the key, for whoever restores without the policy; a name, not a secret.</summary>
    public string? KeySecretName { get; init; }

    /// <summary>The key in AWS KMS that wrapped the data keys, in place of a Secret's.</summary>
    public KmsKeyAddress? Kms { get; init; }

    /// <summary><c>none</c> or <c>zstd:level</c>.</summary>
    public required string Compression { get; init; }

    /// <summary>What was backed up.</summary>
    public required IReadOnlyList<SourceRecord> Sources { get; init; }

    /// <summary>The release that took it.</summary>
    public required string OperatorVersion { get; init; }
}
