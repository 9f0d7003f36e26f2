namespace BackupOperator.Sources.Files;

/// <summary>Which tree to read, and how.</summary>
public sealed record FilesSourceOptions
{
    /// <summary>The directory whose content is read.</summary>
    public required string Root { get; init; }

    /// <summary>Patterns of what is left out, such as <c>cache/**</c> or <c>*.tmp</c>; what is below a directory that
    /// is left out is left out too.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether other file systems that are mounted in the tree are read too; otherwise their mount points
    /// are kept as empty directories.</summary>
    public bool CrossFileSystems { get; init; }

    /// <summary>Whether a file is only taken for unchanged on the device that it was on. Claims come back under
    /// another device number on every node.</summary>
    public bool CompareDevices { get; init; } = true;

    /// <summary>How many threads look at files ahead of those who read them.</summary>
    public int Parallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 8);
}
