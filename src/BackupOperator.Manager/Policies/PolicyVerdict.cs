using System.Globalization;
using BackupOperator.Api;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Scheduling;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Policies;

/// <summary>Says how a valid policy fares, after its slots were decided on.</summary>
internal static class PolicyVerdict
{
    // A location that becomes ready brings its policies back; this is for a report that was lost.
    private static readonly TimeSpan StorePoll = TimeSpan.FromMinutes(1);

    // Timers of more than some weeks overflow, and after a long sleep of the machine they fire late.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    /// <summary>The result of the pass.</summary>
    /// <param name="policy">The policy, its status recorded.</param>
    /// <param name="store">Why its store cannot be used; null when it can.</param>
    /// <param name="untilWake">When slots have to be looked at again; null for never.</param>
    public static ReconciliationResult<V1alpha1BackupPolicy> Of(V1alpha1BackupPolicy policy, Refusal? store, TimeSpan? untilWake)
    {
        var recheck = untilWake is { } wait ? Clamp(wait) : LongestSleep;
        if (policy.Spec.Suspend)
        {
            policy.Status.Phase = "Suspended";
            return policy.Ready(Reason.Suspended, "no scheduled run is started; set suspend to false to go on");
        }

        if (store is not null)
        {
            policy.Status.Phase = "Waiting";
            return policy.Waiting(store, after: recheck < StorePoll ? recheck : StorePoll);
        }

        policy.Status.Phase = policy.Status.Active is null ? "Ready" : "Running";
        return policy.Status.NextRuns is [var next, ..]
            ? policy.Ready(Reason.Scheduled, $"next run by schedule {next.Schedule} at {next.LocalTime}", recheck)
            : policy.Ready(Reason.OnDemand, "no schedule; create a BackupExecution to run it", LongestSleep);
    }

    /// <summary>Tells of slots that are not run.</summary>
    public static string Describe(MissedSlots missed)
    {
        var newest = Instant(missed.Newest);
        return missed.Count == 1
            ? $"the run of schedule {missed.Schedule} at {newest} was not started in time"
            : $"{missed.Count} runs of schedule {missed.Schedule} were not started in time, the last of them at {newest}";
    }

    /// <summary>An instant as statuses write it.</summary>
    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static TimeSpan Clamp(TimeSpan wait) =>
        wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep;
}
