using BackupOperator.Api.Executions;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Policies;

/// <summary>Whether a recovery point is young enough. Pure.</summary>
/// <param name="Met">True or false; null when there is nothing to judge.</param>
/// <param name="Reason">Why, in one word.</param>
/// <param name="Message">Why, for people. It names instants instead of ages, so that it changes only when the verdict can.</param>
/// <param name="BrokenAt">The first instant at which the objective is no longer met; null when time alone changes nothing.</param>
internal sealed record RecoveryPointVerdict(bool? Met, string Reason, string Message, DateTimeOffset? BrokenAt)
{
    /// <summary>Judges: the objective is met while the age is at most the objective.</summary>
    /// <param name="newest">The execution with the newest verified backup; null when there is none.</param>
    /// <param name="objective">The objective; null when none is set.</param>
    /// <param name="now">The time.</param>
    public static RecoveryPointVerdict Judge(V1alpha1BackupExecution? newest, TimeSpan? objective, DateTimeOffset now)
    {
        if (objective is not { } rpo)
        {
            return new RecoveryPointVerdict(
                null, Api.Reason.NoObjective, "no objective is set; set objectives.rpo to have the age judged", null);
        }

        if (newest?.Status.RecoveryPoint is not { } point)
        {
            return new RecoveryPointVerdict(
                false, Api.Reason.NoRecoveryPoint, "no backup of this policy has been stored and read back yet", null);
        }

        var last = point + rpo;
        var source = $"BackupExecution {newest.Name()} brings back {PolicyVerdict.Instant(point)}";
        return now <= last
            ? new RecoveryPointVerdict(
                true,
                Api.Reason.WithinObjective,
                $"{source}; the objective of {Duration.Format(rpo)} is met until {PolicyVerdict.Instant(last)}",
                last.AddTicks(1))
            : new RecoveryPointVerdict(
                false,
                Api.Reason.ObjectiveExceeded,
                $"{source}; the objective of {Duration.Format(rpo)} is not met since {PolicyVerdict.Instant(last)}",
                null);
    }
}
