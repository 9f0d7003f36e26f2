using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>What is promised about loss and recovery.</summary>
public sealed record ObjectivesSpec
{
    /// <summary>Recovery point objective: the age that the newest restorable state may reach, such as <c>24h</c>. The condition
    /// RecoveryPointObjectiveMet tells whether it holds, at any time.</summary>
    [Schema(Pattern = Duration.Pattern, MinLength = 2)]
    public string? Rpo { get; set; }

    /// <summary>Recovery time objective: how long a restore may take, such as <c>4h</c>. Judged on every RestoreOperation.</summary>
    [Schema(Pattern = Duration.Pattern, MinLength = 2)]
    public string? Rto { get; set; }
}
