using BackupOperator.Api.Jobs;
using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Restores;

/// <summary>What is brought back, and where to. Only <c>cancel</c> may be changed later.</summary>
[ValidationRule("self.backup == oldSelf.backup && self.target == oldSelf.target && self.overwriteExisting == oldSelf.overwriteExisting",
    "a restore cannot be changed: create another RestoreOperation")]
[ValidationRule("has(self.notAfter) == has(oldSelf.notAfter) && (!has(self.notAfter) || self.notAfter == oldSelf.notAfter)",
    "notAfter cannot be changed: create another RestoreOperation")]
[ValidationRule("!(has(self.keySecretName) && has(self.kms))", "set at most one of keySecretName and kms")]
public sealed record RestoreOperationSpec
{
    /// <summary>Which backup.</summary>
    [Schema(Required = true)]
    public BackupReference Backup { get; set; } = new();

    /// <summary>The source within the backup. May be left out where the backup has one only.</summary>
    [Schema(Pattern = BackupSource.NamePattern, MaxLength = BackupSource.LongestName)]
    public string? SourceName { get; set; }

    /// <summary>Where to.</summary>
    [Schema(Required = true)]
    public RestoreTarget Target { get; set; } = new();

    /// <summary>Bring data back into databases that hold some: what the backup holds is dropped there first. Without it, a
    /// target that holds data is refused before anything is touched.</summary>
    [Schema(DefaultJson = "false")]
    public bool OverwriteExisting { get; set; }

    /// <summary>The Secret with the key of the backup, under <c>key</c>. Default: those that its policy names now, that its policy's
    /// newest backup was taken with, and that it was taken with itself; <c>status.keys</c> shows them.</summary>
    [Schema(Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string? KeySecretName { get; set; }

    /// <summary>The key in AWS KMS, in place of a Secret's.</summary>
    public KmsKeySpec? Kms { get; set; }

    /// <summary>The objective that the time is judged by, such as <c>4h</c>. Default: the policy's <c>objectives.rto</c>.</summary>
    [Schema(Pattern = Duration.Pattern, MinLength = 2)]
    public string? RecoveryTimeObjective { get; set; }

    /// <summary>How fast, and within which time.</summary>
    public RestorePerformance? Performance { get; set; }

    /// <summary>Resources and placement of the agent's pod.</summary>
    public JobTemplate? JobTemplate { get; set; }

    /// <summary>A restore that has not begun at this time (RFC 3339, such as <c>2026-03-29T04:00:00Z</c>) does not begin any more and fails.
    /// One that has begun is not affected. Keeps a manifest that lies in a Git repository, or in a backup of the cluster, from being
    /// carried out again long after it was meant.</summary>
    public DateTimeOffset? NotAfter { get; set; }

    /// <summary>Set to true to end the restore; the target is left as it then is.</summary>
    public bool? Cancel { get; set; }
}

/// <summary>Names a backup. Exactly one of the fields.</summary>
[ValidationRule("(has(self.executionName) ? 1 : 0) + (has(self.policyName) ? 1 : 0) + (has(self.stored) ? 1 : 0) == 1",
    "set exactly one of executionName, policyName and stored")]
public sealed record BackupReference
{
    /// <summary>The execution that took it, or that shows it, in the same namespace.</summary>
    [Schema(Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string? ExecutionName { get; set; }

    /// <summary>The newest verified backup of the policy that has this name now, chosen once, at the start. Backups of a former
    /// policy of the same name are restored by <c>executionName</c> only.</summary>
    [Schema(Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string? PolicyName { get; set; }

    /// <summary>A backup as it lies in a store, without any execution.</summary>
    public StoredBackupReference? Stored { get; set; }
}

/// <summary>A backup as it lies in a store.</summary>
public sealed record StoredBackupReference
{
    /// <summary>The location, in the same namespace.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string LocationName { get; set; } = "";

    /// <summary>The identity, in the store, of the policy that took it.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = StoreName.Pattern, MaxLength = StoreName.MaxLength)]
    public string PolicyUid { get; set; } = "";

    /// <summary>The backup's name in the store.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = StoreName.Pattern, MaxLength = StoreName.MaxLength)]
    public string Backup { get; set; } = "";
}

/// <summary>How fast, and within which time.</summary>
public sealed record RestorePerformance
{
    /// <summary>Connections that load data and build indexes at the same time where a whole database comes back. What goes
    /// into a database that stays is loaded by one connection, in one transaction. As much is read ahead of them. Default:
    /// as many as the agent's pod has processors, at least 2 and at most 8.</summary>
    [Schema(Minimum = 1, Maximum = 32)]
    public int? Parallelism { get; set; }

    /// <summary>How long the agent's pod may take to start before the restore fails.</summary>
    [Schema(DefaultJson = "\"10m\"", Pattern = Duration.Pattern, MinLength = 2)]
    public string StartTimeout { get; set; } = "10m";

    /// <summary>How long the agent may run at all before it is ended as failed.</summary>
    [Schema(DefaultJson = "\"24h\"", Pattern = Duration.Pattern, MinLength = 2)]
    public string RunTimeout { get; set; } = "24h";
}
