using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;

namespace BackupOperator.Manager.Jobs;

/// <summary>How long an agent may take, as a valid policy or restore says.</summary>
/// <param name="Start">How long its pod may take to start.</param>
/// <param name="Run">How long it may run at all.</param>
internal sealed record AgentTimeouts(TimeSpan Start, TimeSpan Run)
{
    /// <summary>Those of a policy's agents.</summary>
    public static AgentTimeouts Of(V1alpha1BackupPolicy policy)
    {
        var limits = policy.Spec.Limits ?? new LimitsSpec();
        return Read(limits.StartTimeout, limits.RunTimeout);
    }

    /// <summary>Those of a restore's agent.</summary>
    public static AgentTimeouts Of(V1alpha1RestoreOperation restore)
    {
        var performance = restore.Spec.Performance ?? new RestorePerformance();
        return Read(performance.StartTimeout, performance.RunTimeout);
    }

    private static AgentTimeouts Read(string start, string run) =>
        new(Duration.Parse(start) ?? default, Duration.Parse(run) ?? default);
}
