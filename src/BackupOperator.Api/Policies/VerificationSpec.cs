using Kubernetes.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>How backups are proven.</summary>
public sealed record VerificationSpec
{
    /// <summary>What is read back after each backup.</summary>
    public IntegritySpec? Integrity { get; set; }
}

/// <summary>What is read back after each backup.</summary>
public sealed record IntegritySpec
{
    /// <summary>How many of a backup's packs are read back, in percent. 100: all, and every dump is read from its first to its
    /// last block by the program that would restore it. Less: packs chosen anew for each run, and of the others existence and
    /// length are seen; no dump is read whole. 0: existence and length of all. What was checked is in status.integrityCheck.</summary>
    [Schema(DefaultJson = "100", Minimum = 0, Maximum = 100)]
    public int Percent { get; set; } = 100;
}
