using BackupOperator.Contract.Specs;

namespace BackupOperator.Contract;

/// <summary>What the agent is to do: the content of its task file. Holds names and paths, never a secret.</summary>
/// <remarks>Written by the manager as an annotation of the agent's pod, read by an agent of the same release. Exactly one of
/// <see cref="Inspect"/>, <see cref="Backup"/>, <see cref="Commit"/>, <see cref="Check"/>, <see cref="Restore"/>,
/// <see cref="Survey"/> and <see cref="Prune"/> is set, the one that <see cref="Verb"/> names.</remarks>
public sealed record AgentTask
{
    /// <summary>The version of this contract; an agent refuses one that it does not know.</summary>
    public int ContractVersion { get; set; } = 1;

    /// <summary>What to do.</summary>
    public AgentVerb Verb { get; set; }

    /// <summary>For messages: the object that the work is done for, such as <c>BackupExecution shop/nightly-…</c>.</summary>
    public string RequestedBy { get; set; } = "";

    /// <summary>The store.</summary>
    public StoreTask Store { get; set; } = new();

    /// <summary>The Secret of the key, or, with <see cref="Kms"/>, of its credentials; absent for unencrypted backups and for
    /// <see cref="AgentVerb.Inspect"/>.</summary>
    public SecretFiles? Key { get; set; }

    /// <summary>The key in AWS KMS, in place of a Secret's.</summary>
    public KmsKeySpec? Kms { get; set; }

    /// <summary>Keys that may open what <see cref="Key"/> does not: those of before. A restore needs one of all to fit; of other
    /// verbs the first must.</summary>
    public IList<PreviousKey>? PreviousKeys { get; set; }

    /// <summary>What to inspect.</summary>
    public InspectTask? Inspect { get; set; }

    /// <summary>What to back up.</summary>
    public BackupTask? Backup { get; set; }

    /// <summary>What to commit.</summary>
    public CommitTask? Commit { get; set; }

    /// <summary>What to read back.</summary>
    public CheckTask? Check { get; set; }

    /// <summary>What to restore.</summary>
    public RestoreTask? Restore { get; set; }

    /// <summary>What to look through.</summary>
    public RetentionTask? Survey { get; set; }

    /// <summary>What to delete.</summary>
    public PruneTask? Prune { get; set; }
}

/// <summary>What an agent can do.</summary>
public enum AgentVerb
{
    /// <summary>Try a store and list its backups.</summary>
    Inspect,

    /// <summary>Read a source and store it.</summary>
    Backup,

    /// <summary>Write the record that makes stored sources a backup.</summary>
    Commit,

    /// <summary>Read a backup back whole.</summary>
    Check,

    /// <summary>Bring a source of a backup back.</summary>
    Restore,

    /// <summary>Find out which backups of a policy stay, what they take, and whether they open.</summary>
    Survey,

    /// <summary>Delete backups of a policy, and what runs left that ended early.</summary>
    Prune,
}

/// <summary>A Secret mounted as files.</summary>
/// <param name="SecretName">Its name, for messages.</param>
/// <param name="Path">The folder with one file for each key. The volume is optional: a Secret that does not exist is an empty
/// folder, and the agent says which Secret or key is missing.</param>
public sealed record SecretFiles(string SecretName, string Path);

/// <summary>A key of before.</summary>
/// <param name="Secret">The Secret of the key, or, with <paramref name="Kms"/>, of its credentials.</param>
/// <param name="Kms">The key in AWS KMS, in place of a Secret's.</param>
public sealed record PreviousKey(SecretFiles Secret, KmsKeySpec? Kms = null);

/// <summary>How the agent reaches a store.</summary>
public sealed record StoreTask
{
    /// <summary>The location, for messages.</summary>
    public string LocationName { get; set; } = "";

    /// <summary>The bucket, as the location's spec has it.</summary>
    public S3Location? S3 { get; set; }

    /// <summary>The credentials of <see cref="S3"/>.</summary>
    public SecretFiles? Credentials { get; set; }

    /// <summary>The certificate authority of <see cref="S3"/>.</summary>
    public SecretFiles? Ca { get; set; }

    /// <summary>The folder where the claim of a filesystem location is mounted.</summary>
    public string? FilesystemPath { get; set; }

    /// <summary>The folder inside the store; empty for the root.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The most bytes per second to and from the store; null for no limit.</summary>
    public long? BytesPerSecond { get; set; }
}

/// <summary>What to inspect.</summary>
public sealed record InspectTask
{
    /// <summary>Whose backups are listed; null for all namespaces.</summary>
    public string? Namespace { get; set; }

    /// <summary>At most this many are listed, newest first; all are counted.</summary>
    public int Limit { get; set; }
}

/// <summary>Which backup of the store the work belongs to.</summary>
public sealed record BackupIdentity
{
    /// <summary>The policy's identity in the store.</summary>
    public string PolicyUid { get; set; } = "";

    /// <summary>The policy's name.</summary>
    public string PolicyName { get; set; } = "";

    /// <summary>The policy's namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>The backup's name in the store.</summary>
    public string Backup { get; set; } = "";
}

/// <summary>What to back up: one source.</summary>
public sealed record BackupTask
{
    /// <summary>The backup that this source is a part of.</summary>
    public BackupIdentity Identity { get; set; } = new();

    /// <summary>The source, as the policy's spec has it.</summary>
    public BackupSource Source { get; set; } = new();

    /// <summary>The Secret of the source's connection.</summary>
    public SecretFiles? Connection { get; set; }

    /// <summary>The backup of the same policy whose packs may be referred to; null for a full one. Where it lacks the source or
    /// a pack, the agent stores everything anew and says so.</summary>
    public string? Base { get; set; }

    /// <summary>How to compress.</summary>
    public CompressionSpec Compression { get; set; } = new();

    /// <summary>Packs prepared and uploaded, and programs that read the source, at the same time; null for as many as
    /// <see cref="AgentParallelism"/> says.</summary>
    public int? Parallelism { get; set; }

    /// <summary>How old the data key may be before this agent makes a new one, as the policy spells it; null for ever, and for all
    /// but one of the agents of a run.</summary>
    public string? RotateAfter { get; set; }

    /// <summary>The number that the policy's lease gave this run.</summary>
    public long FencingToken { get; set; }
}

/// <summary>What to commit.</summary>
public sealed record CommitTask
{
    /// <summary>The backup.</summary>
    public BackupIdentity Identity { get; set; } = new();

    /// <summary>The execution's name.</summary>
    public string ExecutionName { get; set; } = "";

    /// <summary>The execution's identity.</summary>
    public string ExecutionUid { get; set; } = "";

    /// <summary>The schedule and slot, where the run belongs to one.</summary>
    public string? Schedule { get; set; }

    /// <summary>The slot, where the run belongs to one.</summary>
    public DateTimeOffset? SlotTime { get; set; }

    /// <summary>When the run started.</summary>
    public DateTimeOffset StartTime { get; set; }

    /// <summary>The number that the policy's lease gave this run.</summary>
    public long FencingToken { get; set; }

    /// <summary>The type that was chosen for the run.</summary>
    public BackupType Type { get; set; }

    /// <summary>The backup that its sources may refer to; null for a full one.</summary>
    public string? Base { get; set; }

    /// <summary>How to compress, for the record.</summary>
    public CompressionSpec Compression { get; set; } = new();

    /// <summary>The Secret of the key, for whoever restores without the policy; a name, not a secret.</summary>
    public string? KeySecretName { get; set; }

    /// <summary>The key in AWS KMS, for whoever restores without the policy.</summary>
    public KmsKeySpec? Kms { get; set; }

    /// <summary>Whether the former key is given up once the record is written.</summary>
    public bool RetirePreviousKey { get; set; }

    /// <summary>What the sources' agents reported.</summary>
    public IList<SourceResult> Sources { get; set; } = [];
}

/// <summary>What to read back. No more than this is known to the agent that checks.</summary>
public sealed record CheckTask
{
    /// <summary>The policy's identity in the store.</summary>
    public string PolicyUid { get; set; } = "";

    /// <summary>The backup's name in the store.</summary>
    public string Backup { get; set; } = "";

    /// <summary>How many of its packs are read, in percent; below 100 no dump is read whole.</summary>
    public int Percent { get; set; } = 100;

    /// <summary>Chooses which packs are read when not all are.</summary>
    public long Seed { get; set; }

    /// <summary>Packs, or pieces of a stream, that are read at the same time; null for as many as
    /// <see cref="AgentParallelism"/> says.</summary>
    public int? Parallelism { get; set; }
}

/// <summary>What to bring back.</summary>
public sealed record RestoreTask
{
    /// <summary>The policy's identity in the store.</summary>
    public string PolicyUid { get; set; } = "";

    /// <summary>The backup's name in the store.</summary>
    public string Backup { get; set; } = "";

    /// <summary>The source within the backup; null where it has one only.</summary>
    public string? SourceName { get; set; }

    /// <summary>Where to, as the restore's spec has it.</summary>
    public RestoreTarget Target { get; set; } = new();

    /// <summary>The Secret of the target's connection.</summary>
    public SecretFiles? Connection { get; set; }

    /// <summary>Whether data in the target may be replaced.</summary>
    public bool OverwriteExisting { get; set; }

    /// <summary>Connections that load, and build indexes, at the same time, and pieces of a stream that are read ahead; null
    /// for as many as <see cref="AgentParallelism"/> says.</summary>
    public int? Parallelism { get; set; }
}
