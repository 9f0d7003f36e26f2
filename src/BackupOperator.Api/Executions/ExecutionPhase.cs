namespace BackupOperator.Api.Executions;

/// <summary>Where an execution stands, in one word.</summary>
public enum ExecutionPhase
{
    /// <summary>Waits for its policy, its store or its turn.</summary>
    Pending,

    /// <summary>Agents read the sources and store what they read.</summary>
    Running,

    /// <summary>All is stored; the record that makes it a backup is being written.</summary>
    Committing,

    /// <summary>The backup exists and is being read back.</summary>
    Verifying,

    /// <summary>The backup exists and was read back, as far as the policy says.</summary>
    Succeeded,

    /// <summary>There is no backup, or it failed to be read back; the conditions say why.</summary>
    Failed,

    /// <summary>The run was ended by a person or by its window; there is no backup.</summary>
    Cancelled,
}

/// <summary>Whether a backup was read back.</summary>
public enum IntegrityState
{
    /// <summary>Not yet.</summary>
    Pending,

    /// <summary>All of it was, and every digest agrees.</summary>
    Passed,

    /// <summary>Part of it was, as the policy's <c>verification</c> says, and what was read agrees; see integrityCheck.</summary>
    Sampled,

    /// <summary>It was, and something is missing or changed.</summary>
    Failed,

    /// <summary>The check of another backup found a pack damaged that this one needs, or may need; see integrityMessage. It does
    /// not count as read back, whatever its own check had found before.</summary>
    Suspect,

    /// <summary>It was not read back by this cluster: an imported backup that no check has seen.</summary>
    Unknown,
}
