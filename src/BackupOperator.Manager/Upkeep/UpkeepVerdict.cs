using BackupOperator.Api;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Policies;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Upkeep;

/// <summary>Says how a policy's retention stands after a survey. Pure.</summary>
internal static class UpkeepVerdict
{
    /// <summary>The result of the pass.</summary>
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
