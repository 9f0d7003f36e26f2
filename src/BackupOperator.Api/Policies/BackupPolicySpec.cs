using BackupOperator.Api.Jobs;
using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>What must survive, when, where, and how much may be lost.</summary>
public sealed record BackupPolicySpec
{
    /// <summary>The IANA time zone of the schedules, such as <c>Europe/Berlin</c>. When clocks go forward, a run inside the
    /// time that does not exist happens at its end; when they go back, a run happens once, the first time its time is
    /// shown, but for expressions whose hour begins with <c>*</c>: these name an interval and run on through both hours.</summary>
    [Schema(DefaultJson = "\"UTC\"", MinLength = 1)]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>When backups are taken. Empty: only by hand, by creating a BackupExecution.</summary>
    [Schema(MaxItems = 20, ListMapKey = "name")]
    public IList<BackupSchedule> Schedules { get; set; } = [];

    /// <summary>Starts no scheduled run while true. Runs in progress go on; slots that pass are not made up for later.</summary>
    [Schema(DefaultJson = "false")]
    public bool Suspend { get; set; }

    /// <summary>What is backed up. A backup is complete only when every source is.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 50, ListMapKey = "name")]
    public IList<BackupSource> Sources { get; set; } = [];

    /// <summary>Where backups go; one location.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 1)]
    public IList<StorageReference> Storage { get; set; } = [];

    /// <summary>Which stored backups are kept. Left out: all, for ever.</summary>
    public RetentionSpec? Retention { get; set; }

    /// <summary>How backups are encrypted before they leave the pod.</summary>
    [Schema(Required = true)]
    public EncryptionSpec Encryption { get; set; } = new();

    /// <summary>How backups are compressed. Default: zstd at level 3.</summary>
    public CompressionSpec? Compression { get; set; }

    /// <summary>How backups are proven. Default: each is read back whole.</summary>
    public VerificationSpec? Verification { get; set; }

    /// <summary>What is promised about loss and recovery, and judged all the time.</summary>
    public ObjectivesSpec? Objectives { get; set; }

    /// <summary>Bounds on the work.</summary>
    public LimitsSpec? Limits { get; set; }

    /// <summary>How many finished executions are kept as resources. Backups in storage are never touched by this.</summary>
    public HistorySpec? History { get; set; }

    /// <summary>Resources and placement of the agents' pods.</summary>
    public JobTemplate? JobTemplate { get; set; }
}
