namespace BackupOperator.Manager.Upkeep;

/// <summary>What can be due for a policy's stored backups.</summary>
internal enum UpkeepWork
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>To look through them.</summary>
    Survey,

    /// <summary>To delete those that were announced.</summary>
    Prune,
}
