using BackupOperator.Api;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>Reads what became of an agent from its Job and pods. Success is a complete Job whose agent ended with 0 and left a
/// result of the right kind that says so too; anything less is a failure.</summary>
internal static class JobReading
{
    // Kubernetes ends Jobs at their deadline by itself; when this much later it has not, the node or the controllers are
    // gone, and nobody would ever say so.
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(15);

    // A pod that is told to end has a minute; one that is still there much later is on a node that does not answer.
    private static readonly TimeSpan NodeSilence = TimeSpan.FromMinutes(5);

    /// <summary>Reads the outcome.</summary>
    /// <param name="expected">What the Job is held against.</param>
    /// <param name="job">The Job; null when it does not exist (any more).</param>
    /// <param name="pods">Its pods.</param>
    /// <param name="now">The present.</param>
    public static JobOutcome Read(JobExpectation expected, V1Job? job, IReadOnlyList<V1Pod> pods, DateTimeOffset now)
    {
        if (job is null)
        {
            return new JobOutcome.Lost(Reason.AgentLost, $"Job {expected.Name} does not exist any more", true, null);
        }

        var pod = pods.OrderByDescending(pod => pod.CreationTimestamp()).ThenBy(pod => pod.Name(), StringComparer.Ordinal).FirstOrDefault();
        if (Condition(job, "Complete") is { } complete)
        {
            return AgentEnd.OfComplete(expected, pod, complete.LastTransitionTime);
        }

        if (Condition(job, "Failed") is { } failed)
        {
            return AgentEnd.OfFailed(expected, job, failed, pod);
        }

        return Overrun(expected, job, pod, now) ?? (JobOutcome?)Start(expected, job, pod, now) ?? new JobOutcome.Running(pod!.Name());
    }

    private static V1JobCondition? Condition(V1Job job, string type) =>
        job.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type && condition.Status == "True");

    private static JobOutcome.Lost? Overrun(JobExpectation expected, V1Job job, V1Pod? pod, DateTimeOffset now)
    {
        if (pod?.DeletionTimestamp() is { } ended && now - ended > NodeSilence)
        {
            return new JobOutcome.Lost(
                Reason.AgentLost,
                $"pod {pod.Name()} was told to end and did not: node {pod.Spec?.NodeName} does not answer",
                true,
                now);
        }

        var deadline = TimeSpan.FromSeconds(job.Spec?.ActiveDeadlineSeconds ?? 0) + expected.StartTimeout + Overdue;
        return now - job.CreationTimestamp() > deadline
            ? new JobOutcome.Lost(
                Reason.AgentLost, $"Job {expected.Name} is past its deadline and Kubernetes has not ended it; see its events", false, now)
            : null;
    }

    private static JobOutcome? Start(JobExpectation expected, V1Job job, V1Pod? pod, DateTimeOffset now)
    {
        if (PodStart.Obstacle(expected, pod) is not { } obstacle)
        {
            return null;
        }

        return now - job.CreationTimestamp() > expected.StartTimeout
            ? new JobOutcome.Lost(
                Reason.AgentNotStarted, $"not started within {Duration.Format(expected.StartTimeout)}: {obstacle}", false, now)
            : new JobOutcome.NotStarted(obstacle);
    }
}
