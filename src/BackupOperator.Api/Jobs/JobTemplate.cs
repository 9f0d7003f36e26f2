using System.Text.Json;
using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Jobs;

/// <summary>What the pods of agents get beyond what they need: resources and a place to run.</summary>
public sealed record JobTemplate
{
    /// <summary>Labels put on the Job and its pod, for network policies and cost reports.</summary>
    public IDictionary<string, string>? Labels { get; set; }

    /// <summary>Annotations put on the Job's pod, for meshes and injectors.</summary>
    public IDictionary<string, string>? Annotations { get; set; }

    /// <summary>CPU, memory and ephemeral storage of the agent. Default: requests of 100m and 128Mi, a
    /// limit of 512Mi and 64Mi more for each unit of parallelism, which is 1Gi where parallelism is left open.</summary>
    public ResourceRequirements? Resources { get; set; }

    /// <summary>Labels that a node must have.</summary>
    public IDictionary<string, string>? NodeSelector { get; set; }

    /// <summary>Taints that the pod tolerates, as in a pod's spec.</summary>
    [Schema(PreserveUnknownFields = true)]
    public IList<JsonElement>? Tolerations { get; set; }

    /// <summary>Affinity, as in a pod's spec.</summary>
    [Schema(PreserveUnknownFields = true)]
    public JsonElement? Affinity { get; set; }

    /// <summary>The pod's priority class.</summary>
    [Schema(Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string? PriorityClassName { get; set; }

    /// <summary>The pod's runtime class.</summary>
    [Schema(Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string? RuntimeClassName { get; set; }

    /// <summary>The pod's service account; its token is never mounted. Default: the namespace's default account.</summary>
    [Schema(Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string? ServiceAccountName { get; set; }

    /// <summary>Names of Secrets with which the agent's image is pulled.</summary>
    [Schema(MaxItems = 20, ItemPattern = ObjectName.Pattern, ItemMaxLength = ObjectName.MaxLength)]
    public IList<string>? ImagePullSecrets { get; set; }
}
