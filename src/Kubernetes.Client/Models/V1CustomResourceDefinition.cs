namespace Kubernetes.Client.Models;

/// <summary>The definition of a custom resource; slim: without its schema.</summary>
[KubernetesEntity(Group = "apiextensions.k8s.io", ApiVersion = "v1", Kind = "CustomResourceDefinition", PluralName = "customresourcedefinitions", ClusterScoped = true)]
public sealed class V1CustomResourceDefinition : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Which names and versions are served.</summary>
    public V1CustomResourceDefinitionSpec? Spec { get; set; }

    /// <summary>Whether they are served yet.</summary>
    public V1CustomResourceDefinitionStatus? Status { get; set; }
}

/// <summary>Which names and versions a custom resource has.</summary>
public sealed class V1CustomResourceDefinitionSpec
{
    /// <summary>The API group.</summary>
    public string Group { get; set; } = "";

    /// <summary><c>Namespaced</c> or <c>Cluster</c>.</summary>
    public string Scope { get; set; } = "";

    /// <summary>The versions.</summary>
    public IList<V1CustomResourceDefinitionVersion> Versions { get; set; } = [];
}

/// <summary>One version of a custom resource.</summary>
public sealed class V1CustomResourceDefinitionVersion
{
    /// <summary>The version, such as <c>v1alpha1</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether it is served.</summary>
    public bool Served { get; set; }

    /// <summary>Whether objects are stored in it.</summary>
    public bool Storage { get; set; }
}

/// <summary>Whether a custom resource is served.</summary>
public sealed class V1CustomResourceDefinitionStatus
{
    /// <summary><c>Established</c>, <c>NamesAccepted</c> and others.</summary>
    public IList<V1Condition>? Conditions { get; set; }
}
