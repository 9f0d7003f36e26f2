using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Locations;
using BackupOperator.Manager.Metrics;
using BackupOperator.Manager.Policies;
using BackupOperator.Manager.Restores;
using BackupOperator.Manager.Upkeep;
using Kubernetes.ControllerRuntime.Hosting;
using Kubernetes.ControllerRuntime.Leadership;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Prometheus;

namespace BackupOperator.Manager.Hosting;

/// <summary>Registers everything that the manager consists of, by name: nothing is found by scanning.</summary>
internal static class ManagerServices
{
    /// <summary>The lease by which replicas elect the one that works.</summary>
    public const string LeaseName = "backup-operator-manager";

    /// <summary>Adds the operator and its metrics. Needs an <see cref="Kubernetes.Client.IKubernetesClient"/>.</summary>
    public static void AddManager(this IServiceCollection services, ManagerOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services
            .AddKubernetesOperator(runtime =>
            {
                runtime.Name = "backupoperator.io/manager";
                runtime.WatchNamespace = options.WatchNamespace;
                runtime.WorkersPerKind = options.Concurrency;
                runtime.LeaderElection.Enabled = options.LeaderElection;
                runtime.LeaderElection.LeaseName = LeaseName;
            })
            .AddAgentJobs(new AgentOptions { Image = options.AgentImage, ImagePullPolicy = options.AgentImagePullPolicy })
            .AddLocations()
            .AddPolicies()
            .AddExecutions()
            .AddUpkeep()
            .AddRestores();
        AddMetrics(services, options);
    }

    private static void AddMetrics(IServiceCollection services, ManagerOptions options)
    {
        services.AddSingleton<ProcessMetrics>();
        services.AddSingleton<RunTally>();
        services.AddSingleton<IMetricSource, PolicyMetrics>();
        services.AddSingleton<IMetricSource, LocationMetrics>();
        services.AddSingleton<IMetricSource, RestoreMetrics>();
        services.AddSingleton(provider =>
        {
            var elector = provider.GetRequiredService<LeaderElector>();
            return new MetricsPage(
                provider.GetRequiredService<CollectorRegistry>(),
                provider.GetServices<IMetricSource>(),
                () => !options.LeaderElection || elector.IsLeader,
                provider.GetRequiredService<TimeProvider>(),
                ManagerHost.Version);
        });
    }
}
