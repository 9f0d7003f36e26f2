using BackupOperator.Api;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Policies;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Upkeep;

/// <summary>Says how a policy's retention stands after the work of an agent. Pure.</summary>
internal static class UpkeepVerdict
{
    /// <summary>The result of a pass in which an agent failed, the failure recorded.</summary>
    public static ReconciliationResult Of(V1alpha1BackupPolicy policy, AgentFailure failure)
    {
        var rest = UpkeepDue.RestAfter(policy.Status.Retention!);
        return failure.Transient
            ? policy.Waiting(failure.Reason, failure.Message, rest)
            : policy.Stalled(failure.Reason, failure.Message, rest);
    }

    /// <summary>The result of a pass that recorded a survey.</summary>
    /// <param name="policy">The policy, the survey recorded.</param>
    /// <param name="recheck">When it is looked at again.</param>
    public static ReconciliationResult Of(V1alpha1BackupPolicy policy, TimeSpan recheck)
    {
        var retention = policy.Status.Retention!;
        var next = retention.NextPrune is { } at ? PolicyVerdict.Instant(at) : "the end of the suspension";
        if (retention.UndeletedObjects is > 0 and var refused && retention.LastPruneTime is { } last)
        {
            return policy.Waiting(
                Reason.ObjectsUndeleted,
                $"the store refused to delete {refused} objects at {PolicyVerdict.Instant(last)}; tried again at {next}",
                recheck);
        }

        if (retention.Expiring == 0)
        {
            return policy.Ready(Reason.RetentionCurrent, $"backups kept: {retention.Kept}; none is to go", recheck);
        }

        var when = policy.Spec.Suspend ? "when the policy is no longer suspended" : $"at {next} or later";
        return policy.Ready(
            Reason.DeletionAnnounced,
            $"backups kept: {retention.Kept}; to be deleted {when}: {retention.Expiring}, see status.retention.plan",
            recheck);
    }
}
