using BackupOperator.Api;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>Reads how an agent ended.</summary>
internal static class AgentEnd
{
    private const int FirstSignalCode = 128;

    // Why a kubelet or the cluster ends a pod that did nothing wrong.
    private static readonly string[] PodReasons =
        ["Evicted", "NodeLost", "Preempting", "Shutdown", "NodeShutdown", "Terminated", "NodeAffinity", "UnexpectedAdmissionError"];

    /// <summary>The agent of a complete Job.</summary>
    public static JobOutcome OfComplete(JobExpectation expected, V1Pod? pod, DateTimeOffset? time)
    {
        if (Terminated(pod) is not { } end)
        {
            return new JobOutcome.Lost(
                Reason.AgentLost, $"the pod of Job {expected.Name} is gone, and its result with it", true, time);
        }

        return end.ExitCode == 0
            ? FromMessage(expected, pod!, end)
            : Distrusted(expected, $"the Job is complete, its agent ended with {end.ExitCode}", end);
    }

    /// <summary>The agent of a failed Job.</summary>
    public static JobOutcome OfFailed(JobExpectation expected, V1Job job, V1JobCondition failed, V1Pod? pod)
    {
        if (failed.Reason == "DeadlineExceeded")
        {
            var limit = Duration.Format(TimeSpan.FromSeconds(job.Spec?.ActiveDeadlineSeconds ?? 0));
            return new JobOutcome.Lost(
                Reason.AgentLost,
                $"Job {expected.Name} ran longer than {limit} and was ended; raise runTimeout, or find what slows it",
                false,
                failed.LastTransitionTime);
        }

        if (pod?.Status is { Reason: { } reason } && PodReasons.Contains(reason))
        {
            return new JobOutcome.Lost(
                Reason.AgentLost, $"pod {pod.Name()}: {reason}: {pod.Status.Message}", true, failed.LastTransitionTime);
        }

        if (Terminated(pod) is not { } end)
        {
            return new JobOutcome.Lost(
                Reason.AgentLost, $"the pod of Job {expected.Name} was deleted before it ended", true, failed.LastTransitionTime);
        }

        return Killed(pod!, end) ?? (end.ExitCode == 0
            ? Distrusted(expected, $"its agent ended with 0, but the Job failed: {failed.Reason}", end)
            : FromMessage(expected, pod!, end));
    }

    private static V1ContainerStateTerminated? Terminated(V1Pod? pod) =>
        pod?.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == AgentPod.ContainerName)?.State?.Terminated;

    private static JobOutcome.Lost? Killed(V1Pod pod, V1ContainerStateTerminated end)
    {
        if (end.Reason == "OOMKilled")
        {
            return new JobOutcome.Lost(
                Reason.AgentLost,
                $"pod {pod.Name()} used more memory than its limit; raise jobTemplate.resources.limits.memory or lower limits.parallelism",
                false,
                end.FinishedAt);
        }

        // The runtime could not start the program at all: another try meets the same image and node.
        if (end.Reason is "StartError" or "ContainerCannotRun")
        {
            return new JobOutcome.Lost(Reason.AgentNotStarted, $"pod {pod.Name()}: {end.Reason}: {end.Message}", false, end.FinishedAt);
        }

        return end.ExitCode > FirstSignalCode
            ? new JobOutcome.Lost(
                Reason.AgentLost,
                $"the agent in pod {pod.Name()} was killed by signal {end.ExitCode - FirstSignalCode}",
                true,
                end.FinishedAt)
            : null;
    }

    private static JobOutcome FromMessage(JobExpectation expected, V1Pod pod, V1ContainerStateTerminated end) =>
        TerminationMessage.TryRead(end.Message, expected.Verb, end.ExitCode, out var result, out var problem)
            ? new JobOutcome.Finished(result, pod.Name(), end.FinishedAt)
            : Distrusted(expected, problem, end);

    private static JobOutcome.Lost Distrusted(JobExpectation expected, string problem, V1ContainerStateTerminated end) => new(
        Reason.AgentFailed, $"Job {expected.Name}: {problem}; its log says more", false, end.FinishedAt);
}
