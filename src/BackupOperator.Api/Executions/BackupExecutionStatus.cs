using System.Text.Json.Serialization;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;

namespace BackupOperator.Api.Executions;

/// <summary>What was seen of a run.</summary>
public sealed class BackupExecutionStatus : IConditionedStatus
{
    /// <inheritdoc />
    public IList<Condition> Conditions { get; set; } = [];

    /// <inheritdoc />
    public long? ObservedGeneration { get; set; }

    /// <summary>Where the run stands.</summary>
    public ExecutionPhase? Phase { get; set; }

    /// <summary>The backup's name in the store, the same over all tries of this run.</summary>
    public string? Backup { get; set; }

    /// <summary>What the backup is: full where there was none to refer to, whatever the spec asks for.</summary>
    public BackupType? Type { get; set; }

    /// <summary>The backup whose packs it may refer to, by its name in the store; absent on a full one.</summary>
    public string? Base { get; set; }

    /// <summary>Why the backup is full although the spec asks for another type; absent otherwise.</summary>
    public string? TypeMessage { get; set; }

    /// <summary>Since when the run waits for its policy or its store; absent while it waits for its turn or runs. The wait is
    /// bounded: it ends in failure, so that it never holds up what comes after it.</summary>
    public DateTimeOffset? WaitingSince { get; set; }

    /// <summary>When agents were first started.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>When the run ended, whatever came of it.</summary>
    public DateTimeOffset? CompletionTime { get; set; }

    /// <summary>Seconds from start to end.</summary>
    public long? DurationSeconds { get; set; }

    /// <summary><see cref="DurationSeconds"/> for people, such as <c>3m12s</c>.</summary>
    public string? Duration { get; set; }

    /// <summary>How far the run is, such as <c>42%</c>; what it is measured against is an estimate until the end.</summary>
    public string? Progress { get; set; }

    /// <summary>About how long reading, or reading back, still takes at the present rate, such as <c>3m</c>; absent where that
    /// cannot be told.</summary>
    public string? TimeLeft { get; set; }

    /// <summary>The instant that a restore of this backup brings back: the oldest among its sources.</summary>
    public DateTimeOffset? RecoveryPoint { get; set; }

    /// <summary>Bytes read from the sources.</summary>
    public long? ReadBytes { get; set; }

    /// <summary><see cref="ReadBytes"/> for people, such as <c>1.2 GiB</c>.</summary>
    public string? Read { get; set; }

    /// <summary>Bytes of these that were not stored again, for an earlier backup holds them.</summary>
    public long? ReferredBytes { get; set; }

    /// <summary>The share of <see cref="ReferredBytes"/> in what was read, such as <c>97%</c>.</summary>
    public string? Referred { get; set; }

    /// <summary>Bytes read and not referred to, for each byte stored, such as <c>2.6</c>: what compression, and repetition within
    /// the backup, saved.</summary>
    public string? CompressionRatio { get; set; }

    /// <summary>Bytes that the backup added to the store.</summary>
    public long? StoredBytes { get; set; }

    /// <summary><see cref="StoredBytes"/> for people.</summary>
    public string? Stored { get; set; }

    /// <summary>Bytes sent to the store, tries of single requests included.</summary>
    public long? TransferredBytes { get; set; }

    /// <summary>Bytes read from the sources per second of work.</summary>
    public long? ReadBytesPerSecond { get; set; }

    /// <summary>Rows of all tables.</summary>
    public long? Rows { get; set; }

    /// <summary>Whether the backup was read back: Passed when all of it was, Sampled when part of it was.</summary>
    public IntegrityState? Integrity { get; set; }

    /// <summary>Which check found damage that this backup shares; absent unless integrity is Suspect.</summary>
    public string? IntegrityMessage { get; set; }

    /// <summary>What was read back; absent before, and where nothing was.</summary>
    public IntegrityCheckStatus? IntegrityCheck { get; set; }

    /// <summary>When it was read back.</summary>
    public DateTimeOffset? IntegrityTime { get; set; }

    /// <summary>Where the backup is, and how it is opened.</summary>
    public StoredBackup? Storage { get; set; }

    /// <summary>The keys as the run left them; absent on unencrypted and on imported backups.</summary>
    public KeyStatus? Keys { get; set; }

    /// <summary>The policy that the run was started for: it stays what it is, whatever becomes of the spec.</summary>
    public string? PolicyName { get; set; }

    /// <summary>The uid of that policy: another policy of the same name is another one, and this is no run of it.</summary>
    public string? PolicyUid { get; set; }

    /// <summary>The number that the policy's lease gave this run; a later run has a greater one.</summary>
    public long? FencingToken { get; set; }

    /// <summary>How often the commit, or the check, was started.</summary>
    public int Attempts { get; set; }

    /// <summary>One entry for each source.</summary>
    public IList<SourceStatus> Sources { get; set; } = [];

    /// <summary>Whether nothing will change any more.</summary>
    [JsonIgnore]
    public bool IsTerminal => Phase is ExecutionPhase.Succeeded or ExecutionPhase.Failed or ExecutionPhase.Cancelled;
}

/// <summary>Where a backup is, and how it is opened.</summary>
public sealed record StoredBackup
{
    /// <summary>The location.</summary>
    public string LocationName { get; set; } = "";

    /// <summary>The address of the backup's record, such as <c>s3://bucket/prefix/…/backup.json</c>.</summary>
    public string? Address { get; set; }

    /// <summary>The repository in the location.</summary>
    public string? RepositoryId { get; set; }

    /// <summary>The policy's identity in the store.</summary>
    public string PolicyUid { get; set; } = "";

    /// <summary>How the backup is encrypted.</summary>
    public EncryptionMode Encryption { get; set; }

    /// <summary>The data key in the repository; absent for unencrypted backups.</summary>
    public string? KeyId { get; set; }

    /// <summary>The Secret that opened the data key when the backup was taken.</summary>
    public string? KeySecretName { get; set; }

    /// <summary>The key in AWS KMS that opened the data key then, in place of a Secret's.</summary>
    public KmsKeySpec? Kms { get; set; }
}

/// <summary>What was seen of one source in a run.</summary>
public sealed record SourceStatus
{
    /// <summary>The source.</summary>
    public string Name { get; set; } = "";

    /// <summary>Pending, Running, Succeeded or Failed.</summary>
    public string Phase { get; set; } = "Pending";

    /// <summary>The try that is going on or that decided, counted from 1.</summary>
    public int Attempt { get; set; }

    /// <summary>Why the source failed, in one word; absent otherwise.</summary>
    public string? Reason { get; set; }

    /// <summary>What the agent does or what went wrong.</summary>
    public string? Message { get; set; }

    /// <summary>The key of the source's manifest in the store.</summary>
    public string? ManifestKey { get; set; }

    /// <summary>The SHA-256 of the manifest object, in lower-case hex.</summary>
    public string? ManifestSha256 { get; set; }

    /// <summary>The backup whose packs it refers to; absent where it refers to none.</summary>
    public string? Base { get; set; }

    /// <summary>The data key in the repository; absent for unencrypted backups.</summary>
    public string? KeyId { get; set; }

    /// <summary>Seconds from the first to the last byte.</summary>
    public long? DurationSeconds { get; set; }

    /// <summary>The instant that this source can be brought back to.</summary>
    public DateTimeOffset? RecoveryPoint { get; set; }

    /// <summary>Bytes read.</summary>
    public long? ReadBytes { get; set; }

    /// <summary>What <see cref="ReadBytes"/> is expected to reach, by the server's own sizes.</summary>
    public long? ExpectedBytes { get; set; }

    /// <summary>Bytes of these that lie in packs of earlier backups.</summary>
    public long? ReferredBytes { get; set; }

    /// <summary>Bytes added to the store.</summary>
    public long? StoredBytes { get; set; }

    /// <summary>Bytes sent to the store.</summary>
    public long? TransferredBytes { get; set; }

    /// <summary>Bytes read per second.</summary>
    public long? ReadBytesPerSecond { get; set; }

    /// <summary>Databases dumped.</summary>
    public int? Databases { get; set; }

    /// <summary>Tables dumped.</summary>
    public int? Tables { get; set; }

    /// <summary>Rows of these tables.</summary>
    public long? Rows { get; set; }

    /// <summary>The server's version, such as <c>15.18</c>.</summary>
    public string? ServerVersion { get; set; }
}
