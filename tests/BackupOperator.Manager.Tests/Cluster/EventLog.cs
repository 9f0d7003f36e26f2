using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Events;

namespace BackupOperator.Manager.Tests.Cluster;

/// <summary>Keeps events as <c>reason: message</c>.</summary>
internal sealed class EventLog : List<string>, IEventRecorder
{
    public Task TellAsync(
        IKubernetesObject entity, string reason, string message, bool warning, CancellationToken cancellationToken)
    {
        Add($"{reason}: {message}");
        return Task.CompletedTask;
    }
}
