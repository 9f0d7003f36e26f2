namespace BackupOperator.Contract;

/// <summary>Why an agent failed, in one word; the manager shows it as the reason of conditions and events.</summary>
public static class AgentReason
{
    /// <summary>The task cannot work as it is written: a wrong name, a missing key, a refused value.</summary>
    public const string BadInput = "BadInput";

    /// <summary>The source refuses, is gone, or went away in the middle.</summary>
    public const string SourceUnreachable = "SourceUnreachable";

    /// <summary>The store refuses, is gone, is full, or went away in the middle.</summary>
    public const string StoreUnreachable = "StoreUnreachable";

    /// <summary>What is stored is not what was stored: an object is missing, short or changed.</summary>
    public const string IntegrityFailed = "IntegrityFailed";

    /// <summary>The work was cancelled, by a person or by the run window.</summary>
    public const string Cancelled = "Cancelled";

    /// <summary>The agent failed in a way that it could not explain; its log says more.</summary>
    public const string AgentFailed = "AgentFailed";

    /// <summary>The run lost its place as the only writer of its policy: its lease was deleted or taken by hand, or another
    /// run has stored what it would store.</summary>
    public const string LeaseLost = "LeaseLost";

    /// <summary>The backup to restore from does not exist or is not complete.</summary>
    public const string BackupNotFound = "BackupNotFound";

    /// <summary>The target holds data and <c>overwriteExisting</c> is not set.</summary>
    public const string TargetNotEmpty = "TargetNotEmpty";
}
