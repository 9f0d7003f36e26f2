using BackupOperator.Api;
using BackupOperator.Contract;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>The volumes of an agent's pod, each with the one place where it is mounted.</summary>
internal sealed class AgentVolumes
{
    // Readable by the group alone: files belong to root and to the group of fsGroup, which the agent is in.
    private const int GroupReadable = 0x120; // 0440

    private const string TemporarySize = "64Mi";

    private readonly List<V1Volume> volumes = [];
    private readonly List<V1VolumeMount> mounts = [];

    private AgentVolumes()
    {
    }

    /// <summary>The pod's volumes.</summary>
    public IList<V1Volume> Volumes => volumes;

    /// <summary>The container's mounts.</summary>
    public IList<V1VolumeMount> Mounts => mounts;

    /// <summary>Makes the volumes that a plan needs.</summary>
    public static AgentVolumes For(AgentJobPlan plan)
    {
        var all = new AgentVolumes();
        all.Add(TaskFile(), AgentPaths.TaskFolder, readOnly: true);
        all.Add(new V1Volume { Name = "tmp", EmptyDir = new V1EmptyDirVolumeSource { SizeLimit = new ResourceQuantity(TemporarySize) } }, AgentPaths.Temporary);
        all.AddSecret("store-credentials", plan.Task.Store.Credentials);
        all.AddSecret("store-ca", plan.Task.Store.Ca);
        all.AddSecret("key", plan.Task.Key);
        foreach (var (index, previous) in (plan.Task.PreviousKeys ?? []).Index())
        {
            all.AddSecret($"previous-key-{index + 1}", previous.Secret);
        }

        all.AddSecret("connection", plan.Task.Backup?.Connection ?? plan.Task.Restore?.Connection);
        all.AddClaim(plan.StoreClaimName, plan.Task.Verb);
        return all;
    }

    private static V1Volume TaskFile() => new()
    {
        Name = "task",
        DownwardAPI = new V1DownwardAPIVolumeSource
        {
            Items =
            [
                new V1DownwardAPIVolumeFile
                {
                    Path = AgentPaths.TaskFile,
                    FieldRef = new V1ObjectFieldSelector { FieldPath = $"metadata.annotations['{Annotation.Task}']" },
                },
            ],
        },
    };

    private void Add(V1Volume volume, string path, bool? readOnly = null)
    {
        volumes.Add(volume);
        mounts.Add(new V1VolumeMount { Name = volume.Name, MountPath = path, ReadOnlyProperty = readOnly });
    }

    private void AddSecret(string name, SecretFiles? files)
    {
        if (files is null)
        {
            return;
        }

        // Optional: the agent names a missing Secret in its result; a pod that waits for its volume says nothing to anyone.
        var source = new V1SecretVolumeSource { SecretName = files.SecretName, DefaultMode = GroupReadable, Optional = true };
        Add(new V1Volume { Name = name, Secret = source }, files.Path, readOnly: true);
    }

    private void AddClaim(string? claimName, AgentVerb verb)
    {
        if (claimName is null)
        {
            return;
        }

        // Who only reads cannot damage what others rely on. The mount alone is read-only: a claim that is, some drivers
        // attach in a way that shuts out the writers beside it.
        var source = new V1PersistentVolumeClaimVolumeSource { ClaimName = claimName };
        Add(
            new V1Volume { Name = "store", PersistentVolumeClaim = source },
            AgentPaths.FilesystemStore,
            verb is AgentVerb.Check or AgentVerb.Restore or AgentVerb.Survey ? true : null);
    }
}
