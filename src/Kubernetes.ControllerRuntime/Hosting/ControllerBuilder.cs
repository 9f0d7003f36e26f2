using Kubernetes.ControllerRuntime.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace Kubernetes.ControllerRuntime.Hosting;

/// <summary>Says what a controller owns and what brings its objects back for another pass.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public sealed class ControllerBuilder<TEntity> where TEntity : class, IKubernetesObject
{
    private readonly OperatorBuilder parent;
    private readonly KindRegistration<TEntity> kind;

    internal ControllerBuilder(OperatorBuilder parent, KindRegistration<TEntity> kind)
    {
        this.parent = parent;
        this.kind = kind;
    }

    internal string Condition { get; private set; } = RuntimeCondition.Ready;

    /// <summary>The one condition that the controller's results are written to; <c>Ready</c> (with <c>Reconciling</c> and
    /// <c>Stalled</c>) unless said. Each condition of a kind has one owner.</summary>
    public ControllerBuilder<TEntity> OwnsCondition(string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        Condition = type;
        return this;
    }

    /// <summary>A change of an object that this kind owns (by controller reference) brings its owner back.</summary>
    public ControllerBuilder<TEntity> Owns<TOwned>() where TOwned : class, IKubernetesObject =>
        Watches<TOwned>((owned, _) => OwnerKeys(owned));

    /// <summary>A change of another object brings back the objects that the mapper names.</summary>
    /// <param name="mapper">Given the changed object (its last state when it is gone) and this kind's cache. Quick: it runs
    /// in the watch.</param>
    /// <typeparam name="TOther">The other kind.</typeparam>
    public ControllerBuilder<TEntity> Watches<TOther>(Func<TOther, IEntityCache<TEntity>, IEnumerable<EntityKey>> mapper)
        where TOther : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(mapper);
        parent.AddWatch<TOther>();
        kind.Mappings.Add((services, cache, enqueue) =>
            services.GetRequiredService<SharedWatch<TOther>>().Subscribe(change =>
            {
                // An object that changed its owner concerns both.
                TOther?[] states = [change.Before, change.After];
                foreach (var key in states.OfType<TOther>().SelectMany(state => mapper(state, cache)).Distinct())
                {
                    enqueue(key);
                }
            }));
        return this;
    }

    /// <summary>Passes of this kind that run at a time, over all its controllers.</summary>
    public ControllerBuilder<TEntity> Workers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        kind.Workers = count;
        return this;
    }

    private static IEnumerable<EntityKey> OwnerKeys(IKubernetesObject owned) =>
        (owned.Metadata.OwnerReferences ?? [])
            .Where(owner => owner.Controller == true
                && owner.Kind == EntityKind<TEntity>.Kind
                && owner.ApiVersion.Split('/')[0] == EntityKind<TEntity>.ApiVersion.Split('/')[0])
            .Select(owner => new EntityKey(owned.Metadata.NamespaceProperty, owner.Name));
}
