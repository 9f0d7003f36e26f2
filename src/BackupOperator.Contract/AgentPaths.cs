namespace BackupOperator.Contract;

/// <summary>Where things are in an agent's pod.</summary>
public static class AgentPaths
{
    /// <summary>The executable.</summary>
    public const string Executable = "/opt/backup-operator/agent";

    /// <summary>The folder of the task file.</summary>
    public const string TaskFolder = "/etc/backup-operator/task";

    /// <summary>The task file's name in <see cref="TaskFolder"/>.</summary>
    public const string TaskFile = "task.json";

    /// <summary>Credentials of the store, one file a key.</summary>
    public const string StoreCredentials = "/etc/backup-operator/store-credentials";

    /// <summary>Certificate authority of the store.</summary>
    public const string StoreCa = "/etc/backup-operator/store-ca";

    /// <summary>The Secret of the backup's key, or of the credentials for KMS.</summary>
    public const string Key = "/etc/backup-operator/key";

    /// <summary>Secrets of former keys: a number follows, from 1.</summary>
    public const string PreviousKey = "/etc/backup-operator/previous-key-";

    /// <summary>The Secret of the source's or target's connection.</summary>
    public const string Connection = "/etc/backup-operator/connection";

    /// <summary>The claim of a filesystem location.</summary>
    public const string FilesystemStore = "/var/lib/backup-operator/store";

    /// <summary>The only other place that can be written to: a small volume.</summary>
    public const string Temporary = "/tmp";

    /// <summary>Where the agent leaves its result for Kubernetes.</summary>
    public const string TerminationMessage = "/dev/termination-log";
}
