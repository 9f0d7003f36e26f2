namespace BackupOperator.Api.Policies;

/// <summary>Which stored backups stay, which go and when, and what was deleted last.</summary>
public sealed record RetentionStatus
{
    /// <summary>When the store was last looked through for this policy; absent when it is to be looked through anew.</summary>
    public DateTimeOffset? SurveyTime { get; set; }

    /// <summary>The generation of the policy that the plan follows.</summary>
    public long? SurveyGeneration { get; set; }

    /// <summary>The newest backup that was found then.</summary>
    public string? NewestBackup { get; set; }

    /// <summary>Backups that stay.</summary>
    public int Kept { get; set; }

    /// <summary>Backups that no rule keeps; at most 50 of them are in the plan, the oldest first.</summary>
    public int Expiring { get; set; }

    /// <summary>Backup by backup, those that go first; at most 150.</summary>
    public IList<PlannedBackup> Plan { get; set; } = [];

    /// <summary>When something is deleted next: backups that expire, or what runs left that ended early.</summary>
    public DateTimeOffset? NextPrune { get; set; }

    /// <summary>The fencing token of the deletion in progress; absent when there is none.</summary>
    public long? Pruning { get; set; }

    /// <summary>When something was last deleted.</summary>
    public DateTimeOffset? LastPruneTime { get; set; }

    /// <summary>Backups that were deleted then.</summary>
    public int? DeletedBackups { get; set; }

    /// <summary>Bytes that were freed then.</summary>
    public long? FreedBytes { get; set; }

    /// <summary><see cref="FreedBytes"/> for people, such as <c>1.2 GiB</c>.</summary>
    public string? Freed { get; set; }

    /// <summary>Objects that the store refused to delete then: under object lock, on hold, or for want of a permission.</summary>
    public long? UndeletedObjects { get; set; }

    /// <summary>When an agent last looked through the store or deleted, whatever came of it.</summary>
    public DateTimeOffset? LastAttemptTime { get; set; }

    /// <summary>Tries in a row that failed.</summary>
    public int Failures { get; set; }
}

/// <summary>What happens to one stored backup.</summary>
public sealed record PlannedBackup
{
    /// <summary>Its name in the store.</summary>
    public string Backup { get; set; } = "";

    /// <summary>The instant that it brings back; absent where its record cannot be read.</summary>
    public DateTimeOffset? RecoveryPoint { get; set; }

    /// <summary>Whether it stays.</summary>
    public RetentionAction Action { get; set; }

    /// <summary>The rules that keep it, such as <c>Daily 2026-03-29, Last 1</c>; absent on one that goes.</summary>
    public string? Reasons { get; set; }

    /// <summary>The earliest time of its deletion; absent on one that stays.</summary>
    public DateTimeOffset? Due { get; set; }
}

/// <summary>What happens to a stored backup.</summary>
public enum RetentionAction
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It is deleted.</summary>
    Delete,
}
