using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>Says why an agent's pod is not at work yet.</summary>
internal static class PodStart
{
    /// <summary>Names the obstacle; null when the container runs or has run.</summary>
    /// <param name="expected">The pod's Job.</param>
    /// <param name="pod">The pod; null when there is none.</param>
    public static string? Obstacle(JobExpectation expected, V1Pod? pod)
    {
        if (pod is null)
        {
            return $"Job {expected.Name} has no pod yet; `kubectl describe job {expected.Name}` shows whether one is refused";
        }

        var state = pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == AgentPod.ContainerName)?.State;
        if (state?.Running is not null || state?.Terminated is not null || pod.Status?.Phase is "Succeeded" or "Failed")
        {
            return null;
        }

        return Unscheduled(pod) ?? Waiting(pod, state?.Waiting);
    }

    private static string? Unscheduled(V1Pod pod)
    {
        var scheduled = pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "PodScheduled");
        return scheduled?.Status == "False"
            ? $"pod {pod.Name()} cannot be scheduled: {scheduled.Message ?? scheduled.Reason}"
            : null;
    }

    private static string Waiting(V1Pod pod, V1ContainerStateWaiting? waiting) => waiting?.Reason switch
    {
        "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull" or "RegistryUnavailable" =>
            $"pod {pod.Name()}: the agent's image cannot be pulled ({waiting.Reason}): {waiting.Message}",
        _ when pod.Spec?.NodeName is null => $"pod {pod.Name()} waits for a node",
        null or "ContainerCreating" or "PodInitializing" =>
            $"pod {pod.Name()} on node {pod.Spec.NodeName} is being prepared: {Preparation(pod, waiting)}; "
                + $"if this lasts, see the events of `kubectl describe pod {pod.Name()}`",
        _ => $"pod {pod.Name()}: {waiting.Reason}: {waiting.Message}",
    };

    // Secrets are optional volumes and hold up nothing: what is left is a claim, or what every pod needs.
    private static string Preparation(V1Pod pod, V1ContainerStateWaiting? waiting)
    {
        if (waiting?.Message is { Length: > 0 } said)
        {
            return said;
        }

        var claims = (pod.Spec?.Volumes ?? []).Select(volume => volume.PersistentVolumeClaim?.ClaimName)
            .OfType<string>().ToList();
        return claims.Count == 0
            ? "its network, or the agent's image"
            : $"volume claim {string.Join(", ", claims)} is being attached and mounted, or its network or image";
    }
}
