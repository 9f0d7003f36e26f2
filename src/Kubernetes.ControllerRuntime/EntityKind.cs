using System.Reflection;
using k8s.Models;

namespace Kubernetes.ControllerRuntime;

/// <summary>Where in the API a type lives.</summary>
internal static class EntityKind<TEntity> where TEntity : class, IKubernetesObject
{
    private static readonly KubernetesEntityAttribute Entity =
        typeof(TEntity).GetCustomAttribute<KubernetesEntityAttribute>()
        ?? throw new InvalidOperationException($"{typeof(TEntity).Name} has no {nameof(KubernetesEntityAttribute)}; add one");

    /// <summary>The kind, such as <c>Job</c>.</summary>
    public static string Kind => Entity.Kind;

    /// <summary>The group; empty for the core group.</summary>
    public static string Group => Entity.Group;

    /// <summary>Group and version, such as <c>batch/v1</c>.</summary>
    public static string ApiVersion => Entity.Group.Length == 0 ? Entity.ApiVersion : $"{Entity.Group}/{Entity.ApiVersion}";
}
