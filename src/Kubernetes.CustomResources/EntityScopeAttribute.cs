namespace Kubernetes.CustomResources;

/// <summary>Where objects of a kind live; without it, in a namespace.</summary>
/// <param name="scope">Namespace or cluster.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EntityScopeAttribute(EntityScope scope) : Attribute
{
    /// <summary>Namespace or cluster.</summary>
    public EntityScope Scope { get; } = scope;
}

/// <summary>Where objects of a kind live.</summary>
public enum EntityScope
{
    /// <summary>In a namespace.</summary>
    Namespaced,

    /// <summary>In the cluster as a whole.</summary>
    Cluster,
}
