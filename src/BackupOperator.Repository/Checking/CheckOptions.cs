namespace BackupOperator.Repository.Checking;

/// <summary>How a check is done and who looks on.</summary>
public sealed record CheckOptions
{
    /// <summary>Packs, or ranges of a stream, that are read at once; 1 to 64. A pack is
    /// read in pieces, not held.</summary>
    public int Parallelism { get; init; } = 2;

    /// <summary>Told after each pack and at most once a MiB of plaintext.</summary>
    public IProgress<CheckProgress>? Progress { get; init; }

    /// <summary>Is given the verified plaintext of every stream, one after the other. What it leaves unread is read and
    /// verified after it; what it throws ends the check, unless it is an
    /// <see cref="IntegrityException"/>, which becomes a problem.</summary>
    public Func<CheckedStream, CancellationToken, Task>? Consumer { get; init; }
}
