using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Reconciling;

namespace Kubernetes.ControllerRuntime.Hosting;

/// <summary>Everything registered for one kind.</summary>
internal sealed class KindRegistration<TEntity> where TEntity : class, IKubernetesObject
{
    /// <summary>Makes the controllers, in the order in which they run.</summary>
    public List<Func<IServiceProvider, ControllerRegistration<TEntity>>> Controllers { get; } = [];

    /// <summary>Makes the finalizers, in the order in which they run.</summary>
    public List<Func<IServiceProvider, FinalizerRegistration<TEntity>>> Finalizers { get; } = [];

    /// <summary>Subscribes to what other kinds report: given a way to enqueue keys of this one.</summary>
    public List<Action<IServiceProvider, IEntityCache<TEntity>, Action<EntityKey>>> Mappings { get; } = [];

    /// <summary>Conditions that have an owner already.</summary>
    public HashSet<string> Conditions { get; } = [];

    /// <summary>Passes that run at a time; null for the operator's default.</summary>
    public int? Workers { get; set; }
}
