namespace BackupOperator.Repository.Pruning;

/// <summary>What happens to the packs of one source.</summary>
public sealed class SourcePlan
{
    internal SourcePlan(string source, IReadOnlyList<PackRemoval> removals, PruneStatistics statistics, string? problem)
    {
        Source = source;
        Removals = removals;
        Statistics = statistics;
        Problem = problem;
    }

    /// <summary>The source's name.</summary>
    public string Source { get; }

    /// <summary>How many packs go.</summary>
    public int Packs => Removals.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes => Removals.Sum(removal => (long)removal.SizeBytes);

    /// <summary>What remains, and what could be had back.</summary>
    public PruneStatistics Statistics { get; }

    /// <summary>Why no pack of it can go; null when they were told apart.</summary>
    public string? Problem { get; }

    internal IReadOnlyList<PackRemoval> Removals { get; }
}
