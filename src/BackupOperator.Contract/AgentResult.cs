using BackupOperator.Contract.Specs;

namespace BackupOperator.Contract;

/// <summary>What came of a task: the agent's termination message, at most 4 KiB of JSON.</summary>
public sealed record AgentResult
{
    /// <summary>What was done.</summary>
    public AgentVerb Verb { get; set; }

    /// <summary>How it ended; equals the process's exit code.</summary>
    public AgentExitCode ExitCode { get; set; }

    /// <summary>One of <see cref="AgentReason"/> on failure; more precise than the exit code.</summary>
    public string? Reason { get; set; }

    /// <summary>What happened and what to do, for people; at most 1 KiB, longer text is cut.</summary>
    public string? Message { get; set; }

    /// <summary>Whether the same task may succeed later without anyone mending anything.</summary>
    public bool Transient { get; set; }

    /// <summary>Seconds that the agent worked.</summary>
    public double DurationSeconds { get; set; }

    /// <summary>The result of <see cref="AgentVerb.Inspect"/>.</summary>
    public InspectResult? Inspect { get; set; }

    /// <summary>The result of <see cref="AgentVerb.Backup"/>.</summary>
    public SourceResult? Backup { get; set; }

    /// <summary>The result of <see cref="AgentVerb.Commit"/>.</summary>
    public CommitResult? Commit { get; set; }

    /// <summary>The result of <see cref="AgentVerb.Check"/>.</summary>
    public CheckResult? Check { get; set; }

    /// <summary>The result of <see cref="AgentVerb.Restore"/>.</summary>
    public RestoreResult? Restore { get; set; }

    /// <summary>The result of <see cref="AgentVerb.Survey"/>.</summary>
    public SurveyResult? Survey { get; set; }

    /// <summary>The result of <see cref="AgentVerb.Prune"/>.</summary>
    public PruneResult? Prune { get; set; }
}

/// <summary>The agent's exit codes. 128 and more mean that a signal ended it.</summary>
public enum AgentExitCode
{
    /// <summary>Done.</summary>
    Succeeded = 0,

    /// <summary>Failed in a way that the agent does not know: a defect.</summary>
    Internal = 1,

    /// <summary>The task cannot work as it is written.</summary>
    BadInput = 2,

    /// <summary>The source, or the target of a restore, refuses or is gone.</summary>
    SourceUnreachable = 3,

    /// <summary>The store refuses, is gone or is full.</summary>
    StoreUnreachable = 4,

    /// <summary>What is stored is not what was stored.</summary>
    Integrity = 5,

    /// <summary>Ended by request (SIGTERM).</summary>
    Cancelled = 6,
}

/// <summary>What was seen of a store.</summary>
public sealed record InspectResult
{
    /// <summary>Where objects go.</summary>
    public string Address { get; set; } = "";

    /// <summary>The repository; null where the store holds none yet.</summary>
    public string? RepositoryId { get; set; }

    /// <summary>Bytes of all objects under the prefix.</summary>
    public long UsedBytes { get; set; }

    /// <summary>Bytes still free, where the store can tell.</summary>
    public long? AvailableBytes { get; set; }

    /// <summary>Objects under the prefix.</summary>
    public long Objects { get; set; }

    /// <summary>Committed backups, of all policies.</summary>
    public int Backups { get; set; }

    /// <summary>Records that could not be read.</summary>
    public int UnreadableBackups { get; set; }

    /// <summary>Backups that the log lists as <see cref="AgentLine.Backup"/>; fewer lines than this mean a cut log.</summary>
    public int ListedBackups { get; set; }
}

/// <summary>What was stored of one source.</summary>
public sealed record SourceResult
{
    /// <summary>The source.</summary>
    public string Source { get; set; } = "";

    /// <summary>The key of its manifest in the store.</summary>
    public string ManifestKey { get; set; } = "";

    /// <summary>The SHA-256 of the manifest object, in lower-case hex.</summary>
    public string ManifestSha256 { get; set; } = "";

    /// <summary>The backup whose packs it refers to; null where it refers to none.</summary>
    public string? Base { get; set; }

    /// <summary>The data key in the repository; null for unencrypted backups.</summary>
    public string? KeyId { get; set; }

    /// <summary>The instant that the source can be brought back to.</summary>
    public DateTimeOffset RecoveryPoint { get; set; }

    /// <summary>Bytes read.</summary>
    public long ReadBytes { get; set; }

    /// <summary>Bytes of these that lie in packs of earlier backups.</summary>
    public long ReferredBytes { get; set; }

    /// <summary>Bytes added to the store.</summary>
    public long StoredBytes { get; set; }

    /// <summary>Bytes that this try sent to the store: less than were stored where an earlier one had sent a part.</summary>
    public long TransferredBytes { get; set; }

    /// <summary>Databases dumped.</summary>
    public int Databases { get; set; }

    /// <summary>Tables dumped.</summary>
    public int Tables { get; set; }

    /// <summary>Rows of these tables.</summary>
    public long Rows { get; set; }

    /// <summary>The server's version.</summary>
    public string? ServerVersion { get; set; }

    /// <summary>Seconds from the first to the last byte.</summary>
    public double DurationSeconds { get; set; }
}

/// <summary>The record that was written.</summary>
public sealed record CommitResult
{
    /// <summary>The address of <c>backup.json</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary>The repository.</summary>
    public string RepositoryId { get; set; } = "";

    /// <summary>The type that was recorded: full where no source refers to the base, whatever the task says.</summary>
    public BackupType Type { get; set; }

    /// <summary>The backup whose packs it may refer to; null for a full one.</summary>
    public string? Base { get; set; }

    /// <summary>How the backup is encrypted.</summary>
    public EncryptionMode Encryption { get; set; }

    /// <summary>The data key; null for unencrypted backups.</summary>
    public string? KeyId { get; set; }

    /// <summary>The instant that the whole backup can be brought back to.</summary>
    public DateTimeOffset RecoveryPoint { get; set; }

    /// <summary>The keys afterwards; null for unencrypted backups.</summary>
    public KeyResult? Keys { get; set; }
}

/// <summary>The keys as a run left them.</summary>
public sealed record KeyResult
{
    /// <summary>Data keys that open with the keys at hand.</summary>
    public int DataKeys { get; set; }

    /// <summary>When the data key was made that is written with.</summary>
    public DateTimeOffset? CurrentSince { get; set; }

    /// <summary>Key files of the former key that were removed.</summary>
    public int RemovedFiles { get; set; }

    /// <summary>What a person has to know about the former key: given up, kept and why, or not there; at most 1 KiB.</summary>
    public string? Message { get; set; }
}

/// <summary>What was read back.</summary>
public sealed record CheckResult
{
    /// <summary>How many of the packs were to be read, in percent.</summary>
    public int Percent { get; set; }

    /// <summary>Packs whose existence and length were seen, or that were read.</summary>
    public long Objects { get; set; }

    /// <summary>Bytes read from the store.</summary>
    public long ReadBytes { get; set; }

    /// <summary>Bytes after decryption and decompression.</summary>
    public long PlainBytes { get; set; }

    /// <summary>Entries in the dumps' tables of contents.</summary>
    public int DumpEntries { get; set; }

    /// <summary>Problems found; <see cref="AgentResult.Message"/> names the first ones.</summary>
    public int Problems { get; set; }

    /// <summary>Other backups of the policy that list a damaged pack, or of which that cannot be told, by name in ordinal order;
    /// the first ones, as many as fit.</summary>
    public IList<string> Hurt { get; set; } = [];

    /// <summary>How many these are; more than <see cref="Hurt"/> has where not all fit.</summary>
    public int HurtBackups { get; set; }

    /// <summary>Whether the other backups could not all be listed, so that any may be hurt.</summary>
    public bool HurtIsUnknown { get; set; }
}

/// <summary>What was brought back.</summary>
public sealed record RestoreResult
{
    /// <summary>The instant that was brought back.</summary>
    public DateTimeOffset RecoveryPoint { get; set; }

    /// <summary>Bytes of dumps.</summary>
    public long RestoredBytes { get; set; }

    /// <summary>Databases.</summary>
    public int Databases { get; set; }

    /// <summary>Tables.</summary>
    public int Tables { get; set; }

    /// <summary>Rows found in these tables afterwards.</summary>
    public long Rows { get; set; }

    /// <summary>Tables whose rows were compared with the number that was recorded in the dump's snapshot.</summary>
    public int ComparedTables { get; set; }
}
