namespace BackupOperator.Api.Executions;

/// <summary>The keys of the store as a run left them.</summary>
public sealed record KeyStatus
{
    /// <summary>Data keys that the policy's key opens.</summary>
    public int DataKeys { get; set; }

    /// <summary>When the data key was made that is written with: <c>rotateAfter</c> counts from here.</summary>
    public DateTimeOffset? CurrentSince { get; set; }

    /// <summary>Key files of the previous key that were removed: it opens nothing any more.</summary>
    public int? RemovedFiles { get; set; }

    /// <summary>What became of the previous key: given up, kept and why, or not found. Absent where there is nothing to
    /// say.</summary>
    public string? Message { get; set; }
}
