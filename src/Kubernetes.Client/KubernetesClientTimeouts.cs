namespace Kubernetes.Client;

/// <summary>How long a client waits.</summary>
public sealed record KubernetesClientTimeouts
{
    /// <summary>For a connection, TLS included.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one attempt of a request with its answer; of logs and watches only for the answer's head.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For the next event or bookmark of a watch, before it is taken for dead and connected again.
    /// Servers send a bookmark about once a minute.</summary>
    public TimeSpan WatchIdle { get; init; } = TimeSpan.FromMinutes(3);
}
