using Kubernetes.ControllerRuntime.Leadership;
using Kubernetes.ControllerRuntime.Queueing;

namespace Kubernetes.ControllerRuntime.Hosting;

/// <summary>How an operator runs.</summary>
public sealed class OperatorOptions
{
    /// <summary>The operator's name: reporting controller of its events, such as <c>backupoperator.io/manager</c>.</summary>
    public string Name { get; set; } = "operator";

    /// <summary>The namespace that is watched; null for all.</summary>
    public string? WatchNamespace { get; set; }

    /// <summary>Who works, of several replicas.</summary>
    public LeaderElectionOptions LeaderElection { get; } = new();

    /// <summary>How long an object waits after failed passes.</summary>
    public BackoffOptions Backoff { get; set; } = new();

    /// <summary>Passes of one kind that run at a time.</summary>
    public int WorkersPerKind { get; set; } = 2;

    /// <summary>After this time every object gets a pass though nothing changed, spread over a tenth of it.</summary>
    public TimeSpan ResyncPeriod { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A pass that takes longer is cancelled and counts as failed.</summary>
    public TimeSpan PassTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>A pass that takes longer does not heed its cancellation: the process is reported as not alive.</summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long passes in hand may go on at shutdown, before they are cancelled. Less than the host's own limit
    /// (30 s) and the pod's grace period.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
