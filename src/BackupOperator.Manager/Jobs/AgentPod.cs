using BackupOperator.Api.Jobs;
using BackupOperator.Contract;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>The pod of an agent: passes the restricted Pod Security Standard and holds no token of the cluster.</summary>
internal static class AgentPod
{
    /// <summary>The name of the only container.</summary>
    public const string ContainerName = "agent";

    // The user that the image is built for; the same number as group, so that mounted files are readable.
    private const long User = 65532;

    // Enough for the agent to stop its children and to write its result after SIGTERM.
    private const long SecondsToEnd = 60;

    /// <summary>Makes the pod's spec.</summary>
    public static V1PodSpec For(AgentJobPlan plan, AgentOptions options)
    {
        var volumes = AgentVolumes.For(plan);
        var template = plan.Template ?? new JobTemplate();
        return new V1PodSpec
        {
            RestartPolicy = "Never",
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = SecondsToEnd,
            SecurityContext = PodSecurity(),
            Containers = [Container(plan, options, volumes)],
            Volumes = volumes.Volumes,
            NodeSelector = template.NodeSelector,
            Tolerations = template.Tolerations?.Select(PodFragment.Fitting(PodFragment.Toleration)).OfType<V1Toleration>().ToList(),
            Affinity = template.Affinity is { } affinity ? PodFragment.Fitting(PodFragment.Affinity)(affinity) : null,
            PriorityClassName = template.PriorityClassName,
            RuntimeClassName = template.RuntimeClassName,
            ServiceAccountName = template.ServiceAccountName,
            ImagePullSecrets = template.ImagePullSecrets?.Select(name => new V1LocalObjectReference { Name = name }).ToList(),
        };
    }

    private static V1Container Container(AgentJobPlan plan, AgentOptions options, AgentVolumes volumes) => new()
    {
        Name = ContainerName,
        Image = options.Image,
        ImagePullPolicy = options.ImagePullPolicy,
        Command = [AgentPaths.Executable],
        Args = [plan.Task.Verb.ToLabel(), "--task", $"{AgentPaths.TaskFolder}/{AgentPaths.TaskFile}"],
        Resources = AgentResources.For(plan.Template?.Resources, plan.Parallelism),
        TerminationMessagePath = AgentPaths.TerminationMessage,
        // Not FallbackToLogsOnError: a line of the log is no result.
        TerminationMessagePolicy = "File",
        VolumeMounts = volumes.Mounts,
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            RunAsNonRoot = true,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },
    };

    private static V1PodSecurityContext PodSecurity() => new()
    {
        RunAsNonRoot = true,
        RunAsUser = User,
        RunAsGroup = User,
        FsGroup = User,
        // Walking through a store of many files at each start would take longer than the work.
        FsGroupChangePolicy = "OnRootMismatch",
        SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
    };
}
