using k8s.Models;

namespace Kubernetes.Client.Models;

/// <summary>Short ways to what every object has, where the package's own give null or a time without an offset.</summary>
/// <remarks>They win over the package's extensions of the same names: their parameter is the more derived one.</remarks>
public static class ModelExtensions
{
    /// <summary>The object's name; empty where it has none yet.</summary>
    public static string Name(this IKubernetesObject entity) => Meta(entity).Name ?? "";

    /// <summary>The object's namespace; empty for what belongs to the whole cluster.</summary>
    public static string Namespace(this IKubernetesObject entity) => Meta(entity).NamespaceProperty ?? "";

    /// <summary>The object's identity over its life; empty before it is stored.</summary>
    public static string Uid(this IKubernetesObject entity) => Meta(entity).Uid ?? "";

    /// <summary>Counts changes of the wanted state; 0 before the object is stored.</summary>
    public static long Generation(this IKubernetesObject entity) => Meta(entity).Generation ?? 0;

    /// <summary>When the server stored the object first.</summary>
    public static DateTimeOffset? CreationTimestamp(this IKubernetesObject entity) => Meta(entity).CreationTimestamp;

    /// <summary>When deletion was asked for.</summary>
    public static DateTimeOffset? DeletionTimestamp(this IKubernetesObject entity) => Meta(entity).DeletionTimestamp;

    /// <summary>Whether an object owns this one, by identity.</summary>
    public static bool IsOwnedBy(this IKubernetesObject entity, IKubernetesObject owner) =>
        Meta(entity).OwnerReferences?.Any(reference => reference.Uid == owner.Uid()) == true;

    /// <summary>Adds an owner, unless it is there already.</summary>
    /// <returns>The object itself.</returns>
    public static T OwnedBy<T>(this T entity, IKubernetesObject owner, bool controller = true) where T : IKubernetesObject
    {
        if (!entity.IsOwnedBy(owner))
        {
            (entity.Metadata.OwnerReferences ??= []).Add(owner.MakeOwnerReference(controller));
        }

        return entity;
    }

    /// <summary>A reference to a stored object as an owner.</summary>
    /// <exception cref="InvalidOperationException">The object is not stored yet: it has no uid.</exception>
    public static V1OwnerReference MakeOwnerReference(this IKubernetesObject owner, bool controller = true)
    {
        var resource = ResourceDescriptor.Of(owner.GetType());
        return new V1OwnerReference
        {
            ApiVersion = resource.ApiVersion,
            Kind = resource.Kind,
            Name = owner.Name(),
            Uid = Meta(owner).Uid ?? throw new InvalidOperationException(
                $"{resource.Kind} {owner.Namespace()}/{owner.Name()} has no uid: only a stored object can own another"),
            Controller = controller ? true : null,
            BlockOwnerDeletion = controller ? true : null,
        };
    }

    /// <summary>A reference to an object for events.</summary>
    public static V1ObjectReference MakeObjectReference(this IKubernetesObject entity)
    {
        var resource = ResourceDescriptor.Of(entity.GetType());
        return new V1ObjectReference
        {
            ApiVersion = resource.ApiVersion,
            Kind = resource.Kind,
            Name = Meta(entity).Name,
            NamespaceProperty = entity.Metadata.NamespaceProperty,
            Uid = entity.Metadata.Uid,
            ResourceVersion = entity.Metadata.ResourceVersion,
        };
    }

    private static V1ObjectMeta Meta(IKubernetesObject entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        // The package's models begin without metadata.
        return entity.Metadata ??= new V1ObjectMeta();
    }
}
