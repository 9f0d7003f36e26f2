using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace Kubernetes.Client;

/// <summary>How a client behaves towards the server.</summary>
public sealed record KubernetesClientOptions
{
    /// <summary>Resolvers (source-generated contexts) of types that other assemblies define.</summary>
    public IReadOnlyList<IJsonTypeInfoResolver> JsonTypeInfoResolvers { get; init; } = [];

    /// <summary>Requests a second over time; 0 for no limit.</summary>
    public double Qps { get; init; } = 50;

    /// <summary>Requests that may be sent at once after a quiet time.</summary>
    public int Burst { get; init; } = 100;

    /// <summary>How long the client waits.</summary>
    public KubernetesClientTimeouts Timeouts { get; init; } = new();

    /// <summary>How the client names itself; shows in the server's audit log.</summary>
    public string UserAgent { get; init; } = "kubernetes-client-dotnet";

    /// <summary>Where logs go; they hold no credentials and no contents of objects.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where the client counts what it asks. Clients that share one count together; by default nobody reads it.</summary>
    public CollectorRegistry Registry { get; init; } = new();

    /// <summary>The clock of waits and timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
