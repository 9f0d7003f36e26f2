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
    public static ReconciliationResult<V1alpha1BackupPolicy> Of(V1alpha1BackupPolicy policy, AgentFailure failure)
    {
        var rest = UpkeepDue.RestAfter(policy.Status.Retention!);
        return failure.Transient
            ? policy.Waiting(failure.Reason, failure.Message, rest)
            : policy.Stalled(failure.Reason, failure.Message, rest);
    }

    /// <summary>The result of a pass that recorded a survey.</summary>
    /// <param name="policy">The policy, the survey recorded.</param>
    /// <param name="unlisted">Backups that the survey listed and the log at hand does not.</param>
    /// <param name="recheck">When it is looked at again.</param>
    public static ReconciliationResult<V1alpha1BackupPolicy> Of(V1alpha1BackupPolicy policy, int unlisted, TimeSpan recheck)
    {
        var retention = policy.Status.Retention!;
        var kept = $"backups kept: {retention.Kept}";
        var cut = Cut(unlisted);
        var refused = retention.UndeletedObjects ?? 0;
        if (retention.NextPrune is not { } next || (refused == 0 && retention.Expiring == 0))
        {
            // What the store refused to delete is by now kept, gone, or too young to go: it is not tried again.
            return policy.Ready(Reason.RetentionCurrent, $"{kept}; none is to go{cut}", recheck);
        }

        var when = When(policy, PolicyVerdict.Instant(next));
        return refused > 0 && retention.LastPruneTime is { } last
            ? policy.Waiting(
                Reason.ObjectsUndeleted,
                $"the store refused to delete {refused} objects at {PolicyVerdict.Instant(last)}; "
                    + $"tried again {when}{cut}",
                recheck)
            : policy.Ready(
                Reason.DeletionAnnounced,
                $"{kept}; to be deleted {when}: {retention.Expiring}, see status.retention.plan{cut}",
                recheck);
    }

    // The plan is for people, and a deletion rests on the agent's result: that lines are lost is no reason to stop.
    private static string Cut(int unlisted) => unlisted > 0
        ? $"; lines missing in the agent's log: {unlisted}; status.retention.plan is incomplete until the next survey, "
            + "within a day"
        : "";

    // The end of a suspension is a change of the policy: backups are announced anew, leftovers go at the time they had.
    private static string When(V1alpha1BackupPolicy policy, string next) => policy switch
    {
        { Spec.Suspend: false } => $"at {next} or later",
        { Status.Retention.Expiring: 0 } => $"when the policy is no longer suspended, not before {next}",
        _ => $"when the policy is no longer suspended and a new notice has passed, not before {next}",
    };
}
