namespace BackupOperator.Api.Policies;

/// <summary>Whether the keys at hand open every stored backup of a policy.</summary>
public sealed record EscrowStatus
{
    /// <summary>When that was last seen.</summary>
    public DateTimeOffset? CheckTime { get; set; }

    /// <summary>Stored backups.</summary>
    public int Backups { get; set; }

    /// <summary>Those of them that open.</summary>
    public int Openable { get; set; }

    /// <summary>Data keys that open.</summary>
    public int DataKeys { get; set; }

    /// <summary>What does not open and what to do; absent when all do.</summary>
    public string? Problem { get; set; }
}
