using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Manager.Locations;
using Kubernetes.ControllerRuntime;
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
        return builder.AddController<BackupExecutionController, V1alpha1BackupExecution>(controller => controller
            .Owns<V1Job>()
            // Marked by the check of another: its own conditions are still those of a sound backup.
            .Watches<V1alpha1BackupExecution>((execution, _) => IsSuspectAndReady(execution.Status) ? [EntityKey.Of(execution)] : []));
    }

    private static bool IsSuspectAndReady(BackupExecutionStatus status) => status.Integrity is IntegrityState.Suspect
        && status.Conditions.Any(condition => condition is { Type: ConditionType.Ready, Status: "True" });
}
