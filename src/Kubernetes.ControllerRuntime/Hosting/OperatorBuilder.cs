using System.Diagnostics.CodeAnalysis;
using Kubernetes.Client;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Metrics;
using Kubernetes.ControllerRuntime.Reconciling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Kubernetes.ControllerRuntime.Hosting;

/// <summary>Says what an operator consists of.</summary>
public sealed class OperatorBuilder
{
    private readonly OperatorOptions options;
    private readonly Dictionary<Type, object> kinds = [];
    private readonly Dictionary<Type, WatchOptions> watches = [];

    internal OperatorBuilder(IServiceCollection services, OperatorOptions options)
    {
        Services = services;
        this.options = options;
    }

    /// <summary>The services that the operator is added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a controller. Several of one kind run one after the other in this order, on one copy of the object, each
    /// with a condition of its own.</summary>
    /// <exception cref="InvalidOperationException">The condition has an owner already.</exception>
    public OperatorBuilder AddController<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TController, TEntity>(
        Action<ControllerBuilder<TEntity>>? configure = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject
    {
        var kind = KindOf<TEntity>();
        var controller = new ControllerBuilder<TEntity>(this, kind);
        configure?.Invoke(controller);
        if (!kind.Conditions.Add(controller.Condition))
        {
            throw new InvalidOperationException(
                $"condition {controller.Condition} of {EntityKind<TEntity>.Kind} has an owner already; "
                + $"give {typeof(TController).Name} another by {nameof(ControllerBuilder<>.OwnsCondition)}");
        }

        Services.TryAddSingleton<TController>();
        kind.Controllers.Add(services => new ControllerRegistration<TEntity>(
            services.GetRequiredService<TController>(), controller.Condition));
        return this;
    }

    /// <summary>Adds a finalizer: it holds every object of the kind from its first pass until the clean-up is done.</summary>
    /// <param name="name">The name in <c>metadata.finalizers</c>, such as <c>example.com/cleanup</c>.</param>
    public OperatorBuilder AddFinalizer<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFinalizer, TEntity>(string name)
        where TFinalizer : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Services.TryAddSingleton<TFinalizer>();
        KindOf<TEntity>().Finalizers.Add(services => new FinalizerRegistration<TEntity>(
            services.GetRequiredService<TFinalizer>(), name));
        return this;
    }

    /// <summary>Adds a shared watch, whose <see cref="IEntityCache{TEntity}"/> can then be injected. Kinds with controllers,
    /// and those that they own or watch, have one without being named here, of all objects.</summary>
    /// <exception cref="InvalidOperationException">The kind is watched already with another filter.</exception>
    public OperatorBuilder AddWatch<TEntity>(WatchOptions? filter = null) where TEntity : class, IKubernetesObject
    {
        if (watches.TryGetValue(typeof(TEntity), out var known))
        {
            return filter is null || filter == known
                ? this
                : throw new InvalidOperationException(
                    $"{EntityKind<TEntity>.Kind} is watched already with another filter; name the filter before all else");
        }

        watches[typeof(TEntity)] = filter ?? new WatchOptions();
        Services.AddSingleton(services => new SharedWatch<TEntity>(
            services.GetRequiredService<IKubernetesClient>(),
            ListOptionsOf(watches[typeof(TEntity)]),
            services.GetRequiredService<RuntimeMetrics>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SharedWatch<TEntity>>>()));
        Services.AddSingleton<ISharedWatch>(services => services.GetRequiredService<SharedWatch<TEntity>>());
        Services.AddSingleton<IEntityCache<TEntity>>(services => services.GetRequiredService<SharedWatch<TEntity>>().Cache);
        return this;
    }

    private ListOptions ListOptionsOf(WatchOptions filter) => new()
    {
        Namespace = options.WatchNamespace,
        LabelSelector = filter.LabelSelector,
        FieldSelector = filter.FieldSelector,
    };

    private KindRegistration<TEntity> KindOf<TEntity>() where TEntity : class, IKubernetesObject
    {
        if (kinds.TryGetValue(typeof(TEntity), out var known))
        {
            return (KindRegistration<TEntity>)known;
        }

        var kind = new KindRegistration<TEntity>();
        kinds[typeof(TEntity)] = kind;
        AddWatch<TEntity>();
        Services.AddSingleton<IKindRunner>(services => new KindRunner<TEntity>(services, kind, options));
        return kind;
    }
}
