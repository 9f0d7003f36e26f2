using Kubernetes.Client;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Events;
using Kubernetes.ControllerRuntime.Health;
using Kubernetes.ControllerRuntime.Leadership;
using Kubernetes.ControllerRuntime.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Kubernetes.ControllerRuntime.Hosting;

/// <summary>Adds operators to services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds an operator that runs as a hosted service. Needs an <see cref="IKubernetesClient"/> and logging; takes the
    /// <see cref="CollectorRegistry"/> that is there for its metrics.</summary>
    public static OperatorBuilder AddKubernetesOperator(
        this IServiceCollection services, Action<OperatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new OperatorOptions();
        configure?.Invoke(options);
        options.LeaderElection.Validate();

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new CollectorRegistry());
        services.TryAddSingleton<RuntimeMetrics>();
        services.AddSingleton(options);
        services.AddSingleton(provider => new LeaderElector(
            provider.GetRequiredService<IKubernetesClient>(),
            options.LeaderElection,
            provider.GetRequiredService<RuntimeMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LeaderElector>>()));
        services.AddSingleton(provider => new EventRecorder(
            provider.GetRequiredService<IKubernetesClient>(),
            options.Name,
            options.LeaderElection.Identity,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventRecorder>>()));
        services.AddSingleton<IEventRecorder>(provider => provider.GetRequiredService<EventRecorder>());
        services.AddSingleton(provider => new OperatorHealth(
            provider.GetServices<ISharedWatch>(),
            provider.GetServices<IKindRunner>(),
            options,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IHostedService, OperatorService>();
        return new OperatorBuilder(services, options);
    }
}
