namespace BackupOperator.Repository.Pruning;

/// <summary>What is pruned.</summary>
public sealed record PruneOptions
{
    /// <summary>The shortest grace period that is taken: clocks of nodes and stores differ by minutes.</summary>
    public static readonly TimeSpan ShortestGrace = TimeSpan.FromHours(1);

    /// <summary>The policy whose folder is pruned.</summary>
    public required string PolicyUid { get; init; }

    /// <summary>The backups to delete, as retention decided; names that are not there any more are no error.</summary>
    public IReadOnlySet<string> Delete { get; init; } = new HashSet<string>();

    /// <summary>How old packs and manifests must be that no backup was ever committed with, by the store's
    /// clock.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How many manifests are read at once.</summary>
    public int Parallelism { get; init; } = 4;

    internal void Validate()
    {
        Layout.RequireName(PolicyUid, nameof(PolicyUid));
        ArgumentOutOfRangeException.ThrowIfLessThan(GracePeriod, ShortestGrace);
        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1);
    }
}
