using BackupOperator.Contract.Specs;

namespace BackupOperator.Contract;

/// <summary>Whose stored backups are looked through, by which rules, and what only the cluster knows of them.</summary>
public sealed record RetentionTask
{
    /// <summary>The policy's identity in the store.</summary>
    public string PolicyUid { get; set; } = "";

    /// <summary>The zone in which days and hours begin.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The rules; null keeps everything.</summary>
    public RetentionSpec? Rules { get; set; }

    /// <summary>Backups that executions show: a store that does not list them is not to be trusted with a deletion.</summary>
    public IList<string> Known { get; set; } = [];

    /// <summary>Backups that were read back without a fault.</summary>
    public IList<string> Verified { get; set; } = [];

    /// <summary>Backups that were found damaged.</summary>
    public IList<string> Damaged { get; set; } = [];

    /// <summary>Backups that a restore in progress uses.</summary>
    public IList<string> Held { get; set; } = [];
}

/// <summary>What to delete.</summary>
public sealed record PruneTask
{
    /// <summary>Whose backups, and by which rules: what these keep by now is not deleted.</summary>
    public RetentionTask Retention { get; set; } = new();

    /// <summary>The backups whose deletion was announced and is due.</summary>
    public IList<string> Delete { get; set; } = [];
}

/// <summary>What is to become of a stored backup.</summary>
public sealed record RetentionEntry
{
    /// <summary>Its name in the store.</summary>
    public string Backup { get; set; } = "";

    /// <summary>The instant that it brings back; null where its record cannot be read.</summary>
    public DateTimeOffset? RecoveryPoint { get; set; }

    /// <summary>Whether it stays.</summary>
    public bool Keep { get; set; }

    /// <summary>The rules that keep it.</summary>
    public string? Reasons { get; set; }
}

/// <summary>What was found in the store, and what would be deleted.</summary>
public sealed record SurveyResult
{
    /// <summary>The most names in <see cref="Delete"/>: the whole result must fit into 4 KiB.</summary>
    public const int MostDeletions = 50;

    /// <summary>Committed backups, those that cannot be read among them.</summary>
    public int Backups { get; set; }

    /// <summary>The newest that can be read.</summary>
    public string? Newest { get; set; }

    /// <summary>How many no rule keeps.</summary>
    public int Expiring { get; set; }

    /// <summary>The oldest of these.</summary>
    public IList<string> Delete { get; set; } = [];

    /// <summary>Backups that the log lists as <see cref="AgentLine.Retention"/>; fewer lines than this mean a cut log.</summary>
    public int Listed { get; set; }

    /// <summary>Whether there is something else to delete: what runs left that ended early, old enough to go.</summary>
    public bool Leftovers { get; set; }

    /// <summary>What all backups would take if each were kept whole and plain.</summary>
    public long SourceBytes { get; set; }

    /// <summary>All packs.</summary>
    public long StoredBytes { get; set; }

    /// <summary>Packs that a backup needs.</summary>
    public long NeededBytes { get; set; }

    /// <summary>Plaintext in the packs that a backup needs; null where it is not known.</summary>
    public long? PlainBytes { get; set; }

    /// <summary>Packs that nothing needs when those in <see cref="Delete"/> are gone.</summary>
    public long ReclaimableBytes { get; set; }

    /// <summary>Backups that the keys at hand open; null where nothing is encrypted.</summary>
    public int? Openable { get; set; }

    /// <summary>Data keys that open.</summary>
    public int DataKeys { get; set; }
}

/// <summary>What was deleted.</summary>
public sealed record PruneResult
{
    /// <summary>Those of the backups to delete that no longer exist.</summary>
    public IList<string> Deleted { get; set; } = [];

    /// <summary>Packs that were deleted.</summary>
    public long Packs { get; set; }

    /// <summary>Their bytes.</summary>
    public long FreedBytes { get; set; }

    /// <summary>Objects that the store refused to delete.</summary>
    public long UndeletedObjects { get; set; }
}
