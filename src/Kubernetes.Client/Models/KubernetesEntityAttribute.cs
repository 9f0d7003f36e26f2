namespace Kubernetes.Client.Models;

/// <summary>Tells where in the API a type lives.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>The API group; empty for the core group.</summary>
    public string Group { get; set; } = "";

    /// <summary>The version within the group, such as <c>v1</c>.</summary>
    public string ApiVersion { get; set; } = "";

    /// <summary>The kind, such as <c>Job</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The name in paths, such as <c>jobs</c>.</summary>
    public string PluralName { get; set; } = "";

    /// <summary>Whether objects belong to the whole cluster instead of a namespace.</summary>
    public bool ClusterScoped { get; set; }
}
