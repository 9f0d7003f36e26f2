using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Executions;

/// <summary>Which policy is run, or which stored backup is shown. Only <c>cancel</c> may be changed later.</summary>
[ValidationRule("self.policyName == oldSelf.policyName", "policyName cannot be changed: create another BackupExecution")]
[ValidationRule("(has(self.type) ? self.type : 'full') == (has(oldSelf.type) ? oldSelf.type : 'full')",
    "type cannot be changed: create another BackupExecution")]
[ValidationRule("has(self.notAfter) == has(oldSelf.notAfter) && (!has(self.notAfter) || self.notAfter == oldSelf.notAfter)",
    "notAfter cannot be changed: create another BackupExecution")]
[ValidationRule("!has(oldSelf.cancel) || !oldSelf.cancel || (has(self.cancel) && self.cancel)",
    "a cancelled run cannot be taken up again: create another BackupExecution")]
public sealed record BackupExecutionSpec
{
    /// <summary>The policy to run, in the same namespace.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string PolicyName { get; set; } = "";

    /// <summary>What the backup may refer to instead of storing it again: <c>full</c> refers to no earlier pack;
    /// <c>differential</c> to the last full; <c>incremental</c> to the last completed backup, whatever its type. Where there is
    /// none to refer to, the run is full, and status.type says so. Default: full.</summary>
    public BackupType? Type { get; set; }

    /// <summary>Set to true to end the run; nothing of it becomes a backup.</summary>
    public bool? Cancel { get; set; }

    /// <summary>A run that has not begun at this time (RFC 3339, such as <c>2026-03-29T04:00:00Z</c>) does not begin any more and fails.
    /// One that has begun is not affected. Keeps a manifest that lies in a Git repository, or in a backup of the cluster, from being
    /// carried out again long after it was meant.</summary>
    public DateTimeOffset? NotAfter { get; set; }

    /// <summary>The slot of the schedule that the run belongs to; absent on a run made by hand.</summary>
    public ScheduledSlot? Slot { get; set; }

    /// <summary>The stored backup that this execution shows; set by the operator on executions that it makes again from a
    /// location's content.</summary>
    public ImportedBackup? Import { get; set; }
}

/// <summary>A slot of a schedule.</summary>
public sealed record ScheduledSlot
{
    /// <summary>The schedule of the policy.</summary>
    [Schema(Required = true, MinLength = 1)]
    public string Schedule { get; set; } = "";

    /// <summary>The time that the schedule's expression names, before jitter.</summary>
    [Schema(Required = true)]
    public DateTimeOffset Time { get; set; }
}

/// <summary>A backup found in a store.</summary>
public sealed record ImportedBackup
{
    /// <summary>The location that holds it, in the same namespace.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string LocationName { get; set; } = "";

    /// <summary>The identity, in the store, of the policy that took it.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = StoreName.Pattern, MaxLength = StoreName.MaxLength)]
    public string PolicyUid { get; set; } = "";

    /// <summary>The backup's name in the store.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = StoreName.Pattern, MaxLength = StoreName.MaxLength)]
    public string Backup { get; set; } = "";
}
