using System.Text.Json.Serialization;
using BackupOperator.Api.Executions;
using Kubernetes.Client.Models;

namespace BackupOperator.Api.Restores;

/// <summary>Where a restore stands, in one word.</summary>
public enum RestorePhase
{
    /// <summary>Waits for its backup or its store.</summary>
    Pending,

    /// <summary>The agent brings data back.</summary>
    Running,

    /// <summary>All is back and was checked.</summary>
    Succeeded,

    /// <summary>Not all is back; the conditions say why.</summary>
    Failed,

    /// <summary>Ended by a person; the target is as it then was.</summary>
    Cancelled,
}

/// <summary>What was seen of a restore.</summary>
public sealed class RestoreOperationStatus : IConditionedStatus
{
    /// <inheritdoc />
    public IList<Condition> Conditions { get; set; } = [];

    /// <inheritdoc />
    public long? ObservedGeneration { get; set; }

    /// <summary>Where the restore stands.</summary>
    public RestorePhase? Phase { get; set; }

    /// <summary>The backup's name in the store.</summary>
    public string? Backup { get; set; }

    /// <summary>The execution that names the backup, where there is one.</summary>
    public string? Execution { get; set; }

    /// <summary>Where the backup is, and how it is opened.</summary>
    public StoredBackup? Storage { get; set; }

    /// <summary>Where the key is looked for, in this order; one of them has to fit.</summary>
    public IList<KeyPlace> Keys { get; set; } = [];

    /// <summary>The instant that is brought back.</summary>
    public DateTimeOffset? RecoveryPoint { get; set; }

    /// <summary>When the restore was asked for: recovery time counts from here.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>When the last check had passed, or when the restore failed.</summary>
    public DateTimeOffset? CompletionTime { get; set; }

    /// <summary>Seconds from start to end: the measured recovery time.</summary>
    public long? DurationSeconds { get; set; }

    /// <summary><see cref="DurationSeconds"/> for people, such as <c>3m12s</c>.</summary>
    public string? Duration { get; set; }

    /// <summary>How far the restore is, such as <c>42%</c>.</summary>
    public string? Progress { get; set; }

    /// <summary>About how long it still takes at the present rate, such as <c>3m</c>; absent where that cannot be told.</summary>
    public string? TimeLeft { get; set; }

    /// <summary>What the agent does or what went wrong.</summary>
    public string? Message { get; set; }

    /// <summary>Bytes of dumps that were brought back.</summary>
    public long? RestoredBytes { get; set; }

    /// <summary><see cref="RestoredBytes"/> for people, such as <c>1.2 GiB</c>.</summary>
    public string? Restored { get; set; }

    /// <summary>Bytes of dumps per second of the agent's work.</summary>
    public long? RestoredBytesPerSecond { get; set; }

    /// <summary>Databases brought back.</summary>
    public int? Databases { get; set; }

    /// <summary>Tables brought back.</summary>
    public int? Tables { get; set; }

    /// <summary>Rows found in these tables afterwards.</summary>
    public long? Rows { get; set; }

    /// <summary>The objective that the time is judged by.</summary>
    public string? RecoveryTimeObjective { get; set; }

    /// <summary>Whether nothing will change any more.</summary>
    [JsonIgnore]
    public bool IsTerminal => Phase is RestorePhase.Succeeded or RestorePhase.Failed or RestorePhase.Cancelled;
}
