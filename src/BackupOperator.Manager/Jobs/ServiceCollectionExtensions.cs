using BackupOperator.Api;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Hosting;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>Registers what starts and follows agents.</summary>
internal static class ServiceCollectionExtensions
{
    /// <summary>Adds agents' Jobs; called before the controllers that own Jobs, so that only Jobs of this project are watched.</summary>
    public static OperatorBuilder AddAgentJobs(this OperatorBuilder builder, AgentOptions options)
    {
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<AgentJob>();
        builder.Services.AddSingleton<AgentJobs>();
        builder.Services.AddSingleton<AgentLog>();
        builder.Services.AddSingleton<StartMark>();
        return builder.AddWatch<V1Job>(new WatchOptions { LabelSelector = $"{Label.ManagedBy}={Label.ManagedByValue}" });
    }
}
