using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;

namespace BackupOperator.Api.Policies;

/// <summary>What was seen of a policy.</summary>
public sealed class BackupPolicyStatus : IConditionedStatus
{
    /// <inheritdoc />
    public IList<Condition> Conditions { get; set; } = [];

    /// <inheritdoc />
    public long? ObservedGeneration { get; set; }

    /// <summary>In one word: Ready, Running, Suspended, Waiting or Invalid.</summary>
    public string? Phase { get; set; }

    /// <summary>The newest instant that a restore is proven to bring back: the oldest among the sources of the last verified
    /// backup.</summary>
    public DateTimeOffset? RecoveryPoint { get; set; }

    /// <summary>The execution in progress.</summary>
    public string? Active { get; set; }

    /// <summary>The start of the next run, in UTC.</summary>
    public string? NextRun { get; set; }

    /// <summary>The next five runs, over all schedules.</summary>
    public IList<PlannedRun> NextRuns { get; set; } = [];

    /// <summary>The last execution that ended, whatever came of it.</summary>
    public RunSummary? LastRun { get; set; }

    /// <summary>The last execution that stored a complete backup.</summary>
    public RunSummary? LastBackup { get; set; }

    /// <summary>Which stored backups stay, which go and when.</summary>
    public RetentionStatus? Retention { get; set; }

    /// <summary>What the stored backups take.</summary>
    public StorageStatistics? Statistics { get; set; }

    /// <summary>Whether the keys at hand open every stored backup; absent where nothing is encrypted.</summary>
    public EscrowStatus? Escrow { get; set; }

    /// <summary>One entry for each schedule.</summary>
    public IList<ScheduleStatus> Schedules { get; set; } = [];
}

/// <summary>A run to come.</summary>
public sealed record PlannedRun
{
    /// <summary>The schedule.</summary>
    public string Schedule { get; set; } = "";

    /// <summary>The type that it asks for.</summary>
    public BackupType Type { get; set; }

    /// <summary>When it starts, jitter included, in UTC.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>The same in the policy's time zone, such as <c>2026-03-29 03:00 +02:00</c>.</summary>
    public string LocalTime { get; set; } = "";
}

/// <summary>What came of a run.</summary>
public sealed record RunSummary
{
    /// <summary>The execution.</summary>
    public string Execution { get; set; } = "";

    /// <summary>Its phase at the end.</summary>
    public string Phase { get; set; } = "";

    /// <summary>What the backup is.</summary>
    public BackupType? Type { get; set; }

    /// <summary>The backup that it may refer to; absent on a full one.</summary>
    public string? Base { get; set; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletionTime { get; set; }

    /// <summary>The instant that it can bring back.</summary>
    public DateTimeOffset? RecoveryPoint { get; set; }

    /// <summary>What was read from the sources, in bytes.</summary>
    public long? ReadBytes { get; set; }

    /// <summary>What of it an earlier backup holds, in bytes.</summary>
    public long? ReferredBytes { get; set; }

    /// <summary>What it added to the store, in bytes.</summary>
    public long? StoredBytes { get; set; }

    /// <summary>Bytes read and not referred to, for each byte stored.</summary>
    public string? CompressionRatio { get; set; }

    /// <summary>What became of the previous key, where there is something to say.</summary>
    public string? KeyMessage { get; set; }
}

/// <summary>What was seen of one schedule.</summary>
public sealed record ScheduleStatus
{
    /// <summary>The schedule.</summary>
    public string Name { get; set; } = "";

    /// <summary>The expression and time zone that this entry speaks of. Another expression begins anew: it does not run for
    /// the past.</summary>
    public string? Expression { get; set; }

    /// <summary>Slots after this are run or counted: when the schedule was first seen or changed, or when the policy was
    /// last taken out of suspension. Absent while the policy is suspended.</summary>
    public DateTimeOffset? ActiveSince { get; set; }

    /// <summary>The newest slot that was decided on: run, or counted as missed.</summary>
    public DateTimeOffset? LastSlot { get; set; }

    /// <summary>The execution of the newest slot that was run.</summary>
    public string? LastExecution { get; set; }

    /// <summary>Slots that were not run, since the policy was created. Slots that passed while the policy was suspended are
    /// not among them.</summary>
    public long MissedRuns { get; set; }

    /// <summary>The newest slot that was not run.</summary>
    public DateTimeOffset? LastMissed { get; set; }
}
