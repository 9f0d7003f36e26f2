namespace BackupOperator.Repository.Checking;

/// <summary>How a check is done and who looks on.</summary>
public sealed record CheckOptions
{
    /// <summary>All packs are read: the default of <see cref="Percent"/>.</summary>
    public const int Full = 100;

    /// <summary>How many of the packs are read, 0 to 100; of the others existence and length are seen. 0 reads none
    /// but the manifests and chunk lists.</summary>
    public int Percent { get; init; } = Full;

    /// <summary>Chooses which packs are read when not all are: another seed reads others.</summary>
    public long Seed { get; init; }

    /// <summary>Packs, or ranges of a stream, that are read at once; 1 to 64. A pack is
    /// read in pieces, not held.</summary>
    public int Parallelism { get; init; } = 2;

    /// <summary>Told after each pack and at most once a MiB of plaintext.</summary>
    public IProgress<CheckProgress>? Progress { get; init; }

    /// <summary>Is given the verified plaintext of every stream, one after the other, which reads them whole whatever
    /// <see cref="Percent"/> says. What it leaves unread is read and verified after it; what it throws ends the check,
    /// unless it is an <see cref="IntegrityException"/>, which becomes a problem.</summary>
    public Func<CheckedStream, CancellationToken, Task>? Consumer { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Percent, Full);
        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Parallelism, 64);
    }
}
