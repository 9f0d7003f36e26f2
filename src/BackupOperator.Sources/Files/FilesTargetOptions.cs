namespace BackupOperator.Sources.Files;

/// <summary>Where a tree is brought back, and how much of it.</summary>
public sealed record FilesTargetOptions
{
    /// <summary>The directory that gets the content of the root; made when it is missing, its parent is not.</summary>
    public required string Target { get; init; }

    /// <summary>Whether a target that holds something is written into: what has the name of a restored file is
    /// replaced, everything else stays. Otherwise such a target is refused.</summary>
    public bool OverwriteExisting { get; init; }

    /// <summary>Patterns of what is brought back, with everything below it; all where there are none. The directories
    /// on the way come with it.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Whether owners are restored; by default when the agent runs as root, who alone may.</summary>
    public bool? Owners { get; init; }

    /// <summary>How many threads write.</summary>
    public int Parallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 8);
}
