namespace Kubernetes.ControllerRuntime.Rbac;

/// <summary>What the class does with objects of the types named; the roles in the manifests are made from it.</summary>
/// <param name="entities">Types with a <c>KubernetesEntityAttribute</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class EntityRbacAttribute(params Type[] entities) : Attribute
{
    /// <summary>The types.</summary>
    public IReadOnlyList<Type> Entities { get; } = entities;

    /// <summary>What is done with them.</summary>
    public RbacVerb Verbs { get; set; }

    /// <summary>The part of the object, such as <c>status</c> or <c>log</c>; null for the object itself.</summary>
    public string? SubResource { get; set; }
}
