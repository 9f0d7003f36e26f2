namespace Kubernetes.Client.Models;

/// <summary>An object that reports what was seen of it in a <c>status</c> of its own.</summary>
public interface IStatus
{
    /// <summary>The status as one that has conditions; null when it has none.</summary>
    IConditionedStatus? ConditionedStatus { get; }
}

/// <summary>An object that reports what was seen of it in a <c>status</c> of its own.</summary>
/// <typeparam name="TStatus">The status.</typeparam>
public interface IStatus<TStatus> : IStatus
{
    /// <summary>What was seen, written by the controller alone.</summary>
    TStatus Status { get; set; }

    /// <inheritdoc />
    IConditionedStatus? IStatus.ConditionedStatus => Status as IConditionedStatus;
}
