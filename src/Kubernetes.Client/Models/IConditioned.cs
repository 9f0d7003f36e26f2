using k8s.Models;

namespace Kubernetes.Client.Models;

/// <summary>An object whose status has conditions.</summary>
public interface IConditioned
{
    /// <summary>The status as one that has conditions.</summary>
    IConditionedStatus ConditionedStatus { get; }
}

/// <summary>An object whose status has conditions.</summary>
/// <typeparam name="TStatus">The status.</typeparam>
public interface IConditioned<TStatus> : IStatus<TStatus>, IConditioned where TStatus : IConditionedStatus
{
    /// <inheritdoc />
    IConditionedStatus IConditioned.ConditionedStatus => Status;
}
