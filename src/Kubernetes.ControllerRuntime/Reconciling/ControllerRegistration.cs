namespace Kubernetes.ControllerRuntime.Reconciling;

/// <summary>A controller and the condition that it owns.</summary>
internal sealed record ControllerRegistration<TEntity>(IEntityController<TEntity> Controller, string ConditionType)
    where TEntity : class, IKubernetesObject;

/// <summary>A finalizer and the name under which it holds objects.</summary>
internal sealed record FinalizerRegistration<TEntity>(IEntityFinalizer<TEntity> Finalizer, string Name)
    where TEntity : class, IKubernetesObject;
