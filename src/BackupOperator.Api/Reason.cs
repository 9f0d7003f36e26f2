using BackupOperator.Contract;

namespace BackupOperator.Api;

/// <summary>Reasons of conditions and events: one word each, the same in both.</summary>
public static class Reason
{
    // Policies.

    /// <summary>The policy is valid and its next runs are known.</summary>
    public const string Scheduled = "Scheduled";

    /// <summary>The policy is valid and has no schedule: runs are made by hand.</summary>
    public const string OnDemand = "OnDemand";

    /// <summary>The policy is suspended: it starts no run.</summary>
    public const string Suspended = "Suspended";

    /// <summary>The spec holds something that cannot work; the message names the field.</summary>
    public const string SpecInvalid = "SpecInvalid";

    /// <summary>A scheduled run was not started; the message says which slot and why.</summary>
    public const string SlotMissed = "SlotMissed";

    /// <summary>The age of the recovery point is within the objective.</summary>
    public const string WithinObjective = "WithinObjective";

    /// <summary>The age of the recovery point, or the measured time, is beyond the objective.</summary>
    public const string ObjectiveExceeded = "ObjectiveExceeded";

    /// <summary>There is no backup to recover to yet.</summary>
    public const string NoRecoveryPoint = "NoRecoveryPoint";

    /// <summary>No objective is set, so there is nothing to judge.</summary>
    public const string NoObjective = "NoObjective";

    /// <summary>Finished executions beyond the limits of the history were removed; their backups were not.</summary>
    public const string HistoryPruned = "HistoryPruned";

    /// <summary>An agent looks through the stored backups of the policy.</summary>
    public const string Surveying = "Surveying";

    /// <summary>The store holds what the policy's retention keeps, and no more.</summary>
    public const string RetentionCurrent = "RetentionCurrent";

    /// <summary>Backups that retention does not keep are announced for deletion.</summary>
    public const string DeletionAnnounced = "DeletionAnnounced";

    /// <summary>An agent deletes what was announced.</summary>
    public const string Pruning = "Pruning";

    /// <summary>Stored backups were deleted, as announced.</summary>
    public const string BackupsDeleted = "BackupsDeleted";

    /// <summary>The store refused to delete objects: they are locked, on hold, or a permission is missing.</summary>
    public const string ObjectsUndeleted = "ObjectsUndeleted";

    /// <summary>The keys at hand open every stored backup.</summary>
    public const string KeysAtHand = "KeysAtHand";

    /// <summary>Stored backups exist that the keys at hand do not open.</summary>
    public const string KeysMissing = "KeysMissing";

    // Executions.

    /// <summary>The policy does not exist.</summary>
    public const string PolicyNotFound = "PolicyNotFound";

    /// <summary>The policy is not valid; its own conditions say what is wrong.</summary>
    public const string PolicyNotReady = "PolicyNotReady";

    /// <summary>The storage location is not ready, or does not exist.</summary>
    public const string StoreNotReady = "StoreNotReady";

    /// <summary>Another run of the same policy is going on; this one waits for its end.</summary>
    public const string WaitingForTurn = "WaitingForTurn";

    /// <summary>Agents are at work.</summary>
    public const string AgentRunning = "AgentRunning";

    /// <summary>The agent's pod does not start; the message says what Kubernetes reports.</summary>
    public const string AgentNotStarted = "AgentNotStarted";

    /// <summary>All data is stored; the record that makes it a backup is being written.</summary>
    public const string Committing = "Committing";

    /// <summary>The backup is stored and is being read back.</summary>
    public const string IntegrityRunning = "IntegrityRunning";

    /// <summary>The backup is stored, committed and was read back, as far as the policy's verification says.</summary>
    public const string BackupStored = "BackupStored";

    /// <summary>The execution was made again from what a location holds.</summary>
    public const string BackupImported = "BackupImported";

    // Failures that agents report.

    /// <summary>The task cannot work as it is written: a wrong name, a missing key, a refused value.</summary>
    public const string BadInput = AgentReason.BadInput;

    /// <summary>The source refuses, is gone, or went away in the middle.</summary>
    public const string SourceUnreachable = AgentReason.SourceUnreachable;

    /// <summary>The store refuses, is gone, is full, or went away in the middle.</summary>
    public const string StoreUnreachable = AgentReason.StoreUnreachable;

    /// <summary>What is stored is not what was stored: an object is missing, short or changed.</summary>
    public const string IntegrityFailed = AgentReason.IntegrityFailed;

    /// <summary>The work was cancelled, by a person or by the run window.</summary>
    public const string Cancelled = AgentReason.Cancelled;

    /// <summary>The agent failed in a way that it could not explain; its log says more.</summary>
    public const string AgentFailed = AgentReason.AgentFailed;

    /// <summary>The agent's pod was killed, evicted or lost with its node.</summary>
    public const string AgentLost = "AgentLost";

    /// <summary>The object is a copy, without its status, of one that was started already: it is not carried out again.</summary>
    public const string AlreadyStarted = "AlreadyStarted";

    /// <summary>The work had not begun when <c>spec.notAfter</c> passed, so it does not begin any more.</summary>
    public const string NotAfterPassed = "NotAfterPassed";

    /// <summary>The run lost its place as the only writer of its policy: its lease was deleted or taken by hand, or another
    /// run has stored what it would store.</summary>
    public const string LeaseLost = AgentReason.LeaseLost;

    /// <summary>The run took longer than its window and is only reported, as the policy says.</summary>
    public const string WindowExceeded = "WindowExceeded";

    // Restores.

    /// <summary>The backup to restore from does not exist or is not complete.</summary>
    public const string BackupNotFound = AgentReason.BackupNotFound;

    /// <summary>The policy that is named does not exist, and the backups that are there are of a former one of that name: to restore
    /// one of them, name it.</summary>
    public const string BackupOfFormerPolicy = "BackupOfFormerPolicy";

    /// <summary>The target holds data and <c>overwriteExisting</c> is not set.</summary>
    public const string TargetNotEmpty = AgentReason.TargetNotEmpty;

    /// <summary>The restore is done and its content was checked.</summary>
    public const string Restored = "Restored";

    // Locations.

    /// <summary>An agent is trying the store.</summary>
    public const string Inspecting = "Inspecting";

    /// <summary>The store took a write, gave it back and deleted it.</summary>
    public const string StoreHealthy = "StoreHealthy";

    /// <summary>The claim of a filesystem location does not exist or is not bound.</summary>
    public const string ClaimNotReady = "ClaimNotReady";
}
