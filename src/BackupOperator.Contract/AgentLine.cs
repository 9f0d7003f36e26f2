using BackupOperator.Contract.Specs;

namespace BackupOperator.Contract;

/// <summary>One line of the agent's standard output: JSON, exactly one of its parts set. Other output goes to standard error.</summary>
public sealed record AgentLine
{
    /// <summary>When the line was written.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>How far the work is; written at most once a second, and once at the end.</summary>
    public AgentProgress? Progress { get; set; }

    /// <summary>Something worth knowing, for people.</summary>
    public AgentMessage? Log { get; set; }

    /// <summary>A backup that the store holds (verb <see cref="AgentVerb.Inspect"/>), newest first.</summary>
    public CatalogueEntry? Backup { get; set; }

    /// <summary>What is to become of a stored backup (verb <see cref="AgentVerb.Survey"/>).</summary>
    public RetentionEntry? Retention { get; set; }
}

/// <summary>How far the work is.</summary>
public sealed record AgentProgress
{
    /// <summary>What is being done, such as <c>dumping database orders</c>.</summary>
    public string Activity { get; set; } = "";

    /// <summary>Bytes read from the source or, on check and restore, from the store after decryption.</summary>
    public long ReadBytes { get; set; }

    /// <summary>What <see cref="ReadBytes"/> is expected to reach; null where unknown.</summary>
    public long? ExpectedBytes { get; set; }

    /// <summary>Bytes added to the store.</summary>
    public long StoredBytes { get; set; }

    /// <summary>Bytes sent to the store.</summary>
    public long TransferredBytes { get; set; }

    /// <summary>Bytes read per second over the last ten seconds.</summary>
    public long ReadBytesPerSecond { get; set; }
}

/// <summary>Something worth knowing.</summary>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Text">What happened; no secret in it.</param>
public sealed record AgentMessage(string Level, string Text);

/// <summary>A committed backup, as its <c>backup.json</c> tells.</summary>
public sealed record CatalogueEntry
{
    /// <summary>Policy, namespace and name in the store.</summary>
    public BackupIdentity Identity { get; set; } = new();

    /// <summary>The execution that took it.</summary>
    public string ExecutionName { get; set; } = "";

    /// <summary>The identity of that execution: the same one is not imported again beside itself.</summary>
    public string ExecutionUid { get; set; } = "";

    /// <summary>The schedule, where the run belonged to one.</summary>
    public string? Schedule { get; set; }

    /// <summary>Its type; null for one that this release does not know.</summary>
    public BackupType? Type { get; set; }

    /// <summary>The backup whose packs it may refer to; null for a full one.</summary>
    public string? Base { get; set; }

    /// <summary>The number that the policy's lease gave the run.</summary>
    public long FencingToken { get; set; }

    /// <summary>When the run started.</summary>
    public DateTimeOffset StartTime { get; set; }

    /// <summary>When the record was written.</summary>
    public DateTimeOffset CompletionTime { get; set; }

    /// <summary>The instant that the whole backup can be brought back to.</summary>
    public DateTimeOffset RecoveryPoint { get; set; }

    /// <summary>How it is encrypted.</summary>
    public EncryptionMode Encryption { get; set; }

    /// <summary>The data key; null for unencrypted backups.</summary>
    public string? KeyId { get; set; }

    /// <summary>The Secret that opened the data key when the backup was taken.</summary>
    public string? KeySecretName { get; set; }

    /// <summary>The key in AWS KMS, in place of a Secret's.</summary>
    public KmsKeySpec? Kms { get; set; }

    /// <summary>The repository.</summary>
    public string RepositoryId { get; set; } = "";

    /// <summary>The address of <c>backup.json</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary>The sources.</summary>
    public IList<SourceResult> Sources { get; set; } = [];
}
