namespace BackupOperator.Repository.Retention;

/// <summary>Which backups are kept. Each rule keeps what it names; a backup goes when none keeps it.</summary>
/// <remarks>A policy without any rule keeps everything.</remarks>
public sealed record RetentionPolicy
{
    /// <summary>The newest so many.</summary>
    public int Last { get; init; }

    /// <summary>The newest of each of so many hours that have one.</summary>
    public int Hourly { get; init; }

    /// <summary>The newest of each of so many days that have one.</summary>
    public int Daily { get; init; }

    /// <summary>The newest of each of so many weeks that have one; a week is that of ISO 8601, from Monday.</summary>
    public int Weekly { get; init; }

    /// <summary>The newest of each of so many months that have one.</summary>
    public int Monthly { get; init; }

    /// <summary>The newest of each of so many years that have one.</summary>
    public int Yearly { get; init; }

    /// <summary>All that are at most so much older than the newest: when backups cease, none ages away.</summary>
    public TimeSpan? KeepWithin { get; init; }

    /// <summary>Never fewer than the newest so many, whatever the rules say; at least one.</summary>
    public int Minimum { get; init; } = 1;

    /// <summary>The IANA zone in which hours, days, weeks, months and years begin.</summary>
    public string TimeZone { get; init; } = "UTC";

    internal bool KeepsEverything =>
        KeepWithin is null && (Last, Hourly, Daily, Weekly, Monthly, Yearly) == (0, 0, 0, 0, 0, 0);

    internal void Validate()
    {
        foreach (var count in (ReadOnlySpan<int>)[Last, Hourly, Daily, Weekly, Monthly, Yearly])
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Minimum, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(KeepWithin ?? TimeSpan.Zero, TimeSpan.Zero);
    }
}
