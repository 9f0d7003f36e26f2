using BackupOperator.Api.Policies;

namespace BackupOperator.Api.Contract;

/// <summary>What came of a task: the agent's termination message, at most 4 KiB of JSON.</summary>
public sealed record AgentResult
{
    /// <summary>What was done.</summary>
    public AgentVerb Verb { get; init; }

    /// <summary>How it ended; equals the process's exit code.</summary>
    public AgentExitCode ExitCode { get; init; }

    /// <summary>One of <see cref="Api.Reason"/> on failure; more precise than the exit code.</summary>
    public string? Reason { get; init; }

    /// <summary>What happened and what to do, for people; at most 1 KiB, longer text is cut.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the same task may succeed later without anyone mending anything.</summary>
    public bool Transient { get; init; }

    /// <summary>Seconds that the agent worked.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>The result of <see cref="AgentVerb.Inspect"/>.</summary>
    public InspectResult? Inspect { get; init; }

    /// <summary>The result of <see cref="AgentVerb.Backup"/>.</summary>
    public SourceResult? Backup { get; init; }

    /// <summary>The result of <see cref="AgentVerb.Commit"/>.</summary>
    public CommitResult? Commit { get; init; }

    /// <summary>The result of <see cref="AgentVerb.Check"/>.</summary>
    public CheckResult? Check { get; init; }

    /// <summary>The result of <see cref="AgentVerb.Restore"/>.</summary>
    public RestoreResult? Restore { get; init; }
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
    public string Address { get; init; } = "";

    /// <summary>The repository; null where the store holds none yet.</summary>
    public string? RepositoryId { get; init; }

    /// <summary>Bytes of all objects under the prefix.</summary>
    public long UsedBytes { get; init; }

    /// <summary>Bytes still free, where the store can tell.</summary>
    public long? AvailableBytes { get; init; }

    /// <summary>Objects under the prefix.</summary>
    public long Objects { get; init; }

    /// <summary>Committed backups, of all policies.</summary>
    public int Backups { get; init; }

    /// <summary>Records that could not be read.</summary>
    public int UnreadableBackups { get; init; }

    /// <summary>Backups that the log lists as <see cref="AgentLine.Backup"/>; fewer lines than this mean a cut log.</summary>
    public int ListedBackups { get; init; }
}

/// <summary>What was stored of one source.</summary>
public sealed record SourceResult
{
    /// <summary>The source.</summary>
    public string Source { get; init; } = "";

    /// <summary>The key of its manifest in the store.</summary>
    public string ManifestKey { get; init; } = "";

    /// <summary>The SHA-256 of the manifest object, in lower-case hex.</summary>
    public string ManifestSha256 { get; init; } = "";

    /// <summary>The data key in the repository; null for unencrypted backups.</summary>
    public string? KeyId { get; init; }

    /// <summary>The instant that the source can be brought back to.</summary>
    public DateTimeOffset RecoveryPoint { get; init; }

    /// <summary>Bytes read.</summary>
    public long ReadBytes { get; init; }

    /// <summary>Bytes added to the store.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Bytes sent to the store, tries of single requests included.</summary>
    public long TransferredBytes { get; init; }

    /// <summary>Databases dumped.</summary>
    public int Databases { get; init; }

    /// <summary>Tables dumped.</summary>
    public int Tables { get; init; }

    /// <summary>Rows of these tables.</summary>
    public long Rows { get; init; }

    /// <summary>The server's version.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>Seconds from the first to the last byte.</summary>
    public double DurationSeconds { get; init; }
}

/// <summary>The record that was written.</summary>
public sealed record CommitResult
{
    /// <summary>The address of <c>backup.json</c>.</summary>
    public string Address { get; init; } = "";

    /// <summary>The repository.</summary>
    public string RepositoryId { get; init; } = "";

    /// <summary>How the backup is encrypted.</summary>
    public EncryptionMode Encryption { get; init; }

    /// <summary>The data key; null for unencrypted backups.</summary>
    public string? KeyId { get; init; }

    /// <summary>The instant that the whole backup can be brought back to.</summary>
    public DateTimeOffset RecoveryPoint { get; init; }
}

/// <summary>What was read back.</summary>
public sealed record CheckResult
{
    /// <summary>Objects read.</summary>
    public long Objects { get; init; }

    /// <summary>Bytes read from the store.</summary>
    public long ReadBytes { get; init; }

    /// <summary>Bytes after decryption and decompression.</summary>
    public long PlainBytes { get; init; }

    /// <summary>Entries in the dumps' tables of contents.</summary>
    public int DumpEntries { get; init; }

    /// <summary>Problems found; <see cref="AgentResult.Message"/> names the first ones.</summary>
    public int Problems { get; init; }
}

/// <summary>What was brought back.</summary>
public sealed record RestoreResult
{
    /// <summary>The instant that was brought back.</summary>
    public DateTimeOffset RecoveryPoint { get; init; }

    /// <summary>Bytes of dumps.</summary>
    public long RestoredBytes { get; init; }

    /// <summary>Databases.</summary>
    public int Databases { get; init; }

    /// <summary>Tables.</summary>
    public int Tables { get; init; }

    /// <summary>Rows found in these tables afterwards.</summary>
    public long Rows { get; init; }

    /// <summary>Tables whose rows were compared with the number that was recorded in the dump's snapshot.</summary>
    public int ComparedTables { get; init; }
}
