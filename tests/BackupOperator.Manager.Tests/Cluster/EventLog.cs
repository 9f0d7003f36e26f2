using Kubernetes.ControllerRuntime.Events;

namespace BackupOperator.Manager.Tests.Cluster;

/// <summary>Keeps events as <c>reason: message</c>.</summary>
internal sealed class EventLog : List<string>, IEventRecorder
{
    /// <summary>Those of them that warn.</summary>
    public List<string> Warnings { get; } = [];

    public Task TellAsync(
        IKubernetesObject entity, string reason, string message, bool warning, CancellationToken cancellationToken)
    {
        Add($"{reason}: {message}");
        if (warning)
        {
            Warnings.Add(this[^1]);
        }

        return Task.CompletedTask;
    }
}
