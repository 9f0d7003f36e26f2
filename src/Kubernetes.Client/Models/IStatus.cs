namespace Kubernetes.Client.Models;

/// <summary>An object that reports what was seen of it in a <c>status</c> of its own.</summary>
/// <typeparam name="TStatus">The status.</typeparam>
public interface IStatus<TStatus>
{
    /// <summary>What was seen, written by the controller alone.</summary>
    TStatus Status { get; set; }
}
