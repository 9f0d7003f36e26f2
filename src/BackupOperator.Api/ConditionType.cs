namespace BackupOperator.Api;

/// <summary>Types of conditions.</summary>
public static class ConditionType
{
    /// <summary>The object is as its spec wants it (kstatus).</summary>
    public const string Ready = "Ready";

    /// <summary>Work towards the spec is going on (kstatus).</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>No progress without a person (kstatus).</summary>
    public const string Stalled = "Stalled";

    /// <summary>On a policy: the age of the recovery point is within <c>objectives.rpo</c>.</summary>
    public const string RecoveryPointObjectiveMet = "RecoveryPointObjectiveMet";

    /// <summary>On a policy: no more finished executions are kept as resources than <c>history</c> says. There
    /// only after a removal has failed.</summary>
    public const string HistoryWithinLimits = "HistoryWithinLimits";

    /// <summary>On a policy: the store holds the backups that <c>retention</c> keeps, and those whose deletion is
    /// announced.</summary>
    public const string RetentionApplied = "RetentionApplied";

    /// <summary>On a policy: the keys at hand open every stored backup.</summary>
    public const string BackupsOpenable = "BackupsOpenable";

    /// <summary>On a restore: it took no longer than <c>objectives.rto</c> of the policy.</summary>
    public const string RecoveryTimeObjectiveMet = "RecoveryTimeObjectiveMet";
}
