namespace Kubernetes.ControllerRuntime;

/// <summary>Names an object of a known kind.</summary>
/// <param name="Namespace">The namespace; null (or empty) for what belongs to the whole cluster.</param>
/// <param name="Name">The name.</param>
public readonly record struct EntityKey(string? Namespace, string Name)
{
    /// <summary>The namespace; null for what belongs to the whole cluster.</summary>
    public string? Namespace { get; } = string.IsNullOrEmpty(Namespace) ? null : Namespace;

    /// <summary>The key of an object.</summary>
    public static EntityKey Of(IKubernetesObject entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return new EntityKey(entity.Metadata.NamespaceProperty, entity.Metadata.Name ?? "");
    }

    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
