namespace BackupOperator.Api.Executions;

/// <summary>What of a backup was checked.</summary>
public sealed record IntegrityCheckStatus
{
    /// <summary>How far the check went.</summary>
    public IntegrityLevel Level { get; set; }

    /// <summary>How many of the packs were to be read, in percent.</summary>
    public int Percent { get; set; }

    /// <summary>Packs whose existence and length were seen, or that were read.</summary>
    public long Objects { get; set; }

    /// <summary>Bytes read from the store.</summary>
    public long ReadBytes { get; set; }

    /// <summary>Entries in the tables of contents of the dumps that were read whole.</summary>
    public int DumpEntries { get; set; }
}

/// <summary>How far a check goes.</summary>
public enum IntegrityLevel
{
    /// <summary>Manifests and chunk lists were read; of packs, existence and length were seen.</summary>
    Existence,

    /// <summary>As many percent of the packs were read as well.</summary>
    Sampled,

    /// <summary>All was read, every digest compared, and every dump read from its first to its last block.</summary>
    Full,
}
