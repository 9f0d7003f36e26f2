namespace BackupOperator.Repository.Retention;

/// <summary>What is known of a backup's soundness.</summary>
public enum Verification
{
    /// <summary>It was not checked.</summary>
    None,

    /// <summary>The last check or restore test of it passed.</summary>
    Passed,

    /// <summary>The last check or restore test of it failed.</summary>
    Failed,
}
