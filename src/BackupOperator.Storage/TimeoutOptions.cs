namespace BackupOperator.Storage;

/// <summary>How long one attempt may take before it counts as <see cref="StoreFailure.Unreachable"/>.</summary>
public sealed record TimeoutOptions
{
    /// <summary>What a call may take besides moving bytes: connecting, waiting for the
    /// first byte of the answer.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a read may bring nothing.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The slowest transfer that counts as alive, in bytes a second: a transfer may take <see cref="Call"/>
    /// plus its size divided by this. Time that the reader of a stream spends elsewhere does not count.</summary>
    public long SlowestBytesPerSecond { get; init; } = 128 * 1024;

    /// <summary>The longest that deleting so many objects by one call may take.</summary>
    internal TimeSpan ForDeletes(int objects) => Call * (1 + (objects / 100));

    /// <summary>The longest that moving this many bytes may take.</summary>
    internal TimeSpan ForTransfer(long bytes) => Call + TimeSpan.FromSeconds((double)bytes / SlowestBytesPerSecond);
}
