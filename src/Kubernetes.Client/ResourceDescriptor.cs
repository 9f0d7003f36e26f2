using System.Collections.Concurrent;
using System.Reflection;
using Kubernetes.CustomResources;
using k8s.Models;

namespace Kubernetes.Client;

/// <summary>Where in the API a registered type lives.</summary>
public sealed record ResourceDescriptor
{
    private static readonly ConcurrentDictionary<Type, ResourceDescriptor> Known = new();

    private ResourceDescriptor(KubernetesEntityAttribute entity, bool clusterScoped) =>
        (Group, Version, Kind, Plural, ClusterScoped) =
        (entity.Group, entity.ApiVersion, entity.Kind, entity.PluralName, clusterScoped);

    /// <summary>The API group; empty for the core group.</summary>
    public string Group { get; }

    /// <summary>The version within the group.</summary>
    public string Version { get; }

    /// <summary>The kind, such as <c>Job</c>.</summary>
    public string Kind { get; }

    /// <summary>The name in paths, such as <c>jobs</c>.</summary>
    public string Plural { get; }

    /// <summary>Whether objects belong to the whole cluster instead of a namespace.</summary>
    public bool ClusterScoped { get; }

    /// <summary>Group and version as objects name them.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Reads the attribute of a type.</summary>
    /// <exception cref="ArgumentException">The type carries no <see cref="KubernetesEntityAttribute"/>.</exception>
    public static ResourceDescriptor Of(Type type) => Known.GetOrAdd(type, static key =>
        key.GetCustomAttribute<KubernetesEntityAttribute>() is { } entity
            ? new ResourceDescriptor(entity, IsClusterScoped(key))
            : throw new ArgumentException($"{key.Name} carries no KubernetesEntity attribute: add one that names its kind"));

    /// <summary>The path of the objects of a namespace (null: of all namespaces).</summary>
    internal string CollectionPath(string? @namespace)
    {
        var root = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        return ClusterScoped || @namespace is null
            ? $"{root}/{Plural}"
            : $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Plural}";
    }

    /// <summary>The path of one object.</summary>
    internal string ObjectPath(string? @namespace, string name, string? subresource = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var path = $"{CollectionPath(@namespace)}/{Uri.EscapeDataString(name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    // The package's models do not say where they live. These are the ones of the whole cluster that anybody here names.
    private static bool IsClusterScoped(Type type) => type.GetCustomAttribute<EntityScopeAttribute>()?.Scope is EntityScope.Cluster
        || type == typeof(V1Namespace)
        || type == typeof(V1CustomResourceDefinition);

    /// <summary>How messages name an object.</summary>
    internal string Describe(string? @namespace, string name) =>
        ClusterScoped ? $"{Kind} {name}" : $"{Kind} {@namespace}/{name}";
}
