namespace Kubernetes.ControllerRuntime.Events;

/// <summary>Tells people of what no condition shows: something that happened, rather than a state.</summary>
public interface IEventRecorder
{
    /// <summary>Tells it. The same thing told again counts up; what cannot be told is logged and let go.</summary>
    /// <param name="entity">What it happened to.</param>
    /// <param name="reason">What happened, in one CamelCase word.</param>
    /// <param name="message">What happened, in words for people.</param>
    /// <param name="warning">Whether a person should look.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task TellAsync(IKubernetesObject entity, string reason, string message, bool warning, CancellationToken cancellationToken);
}
