using BackupOperator.Api.Executions;
using BackupOperator.Manager.Locations;
using Kubernetes.ControllerRuntime.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Registers what runs executions.</summary>
internal static class ServiceCollectionExtensions
{
    /// <summary>Adds the controller of executions. Needs agents' Jobs.</summary>
    public static OperatorBuilder AddExecutions(this OperatorBuilder builder)
    {
        builder.Services.TryAddSingleton<StoreAlarm>();
        builder.Services.AddSingleton<PolicyLease>();
        builder.Services.AddSingleton<RunAdmission>();
        builder.Services.AddSingleton<RunEnding>();
        builder.Services.AddSingleton<SourceStep>();
        builder.Services.AddSingleton<SourcesStep>();
        builder.Services.AddSingleton<CommitStep>();
        builder.Services.AddSingleton<SharedDamage>();
        builder.Services.AddSingleton<CheckStep>();
        return builder.AddController<BackupExecutionController, V1alpha1BackupExecution>(controller => controller.Owns<V1Job>());
    }
}
