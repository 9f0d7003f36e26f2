using BackupOperator.Api;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Locations;
using Kubernetes.ControllerRuntime.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using k8s.Models;

namespace BackupOperator.Manager.Upkeep;

/// <summary>Registers what looks after stored backups.</summary>
internal static class ServiceCollectionExtensions
{
    /// <summary>Adds the controllers of stored backups. Needs agents' Jobs and the controllers of policies.</summary>
    public static OperatorBuilder AddUpkeep(this OperatorBuilder builder)
    {
        builder.Services.TryAddSingleton<StoreAlarm>();
        builder.Services.TryAddSingleton<PolicyLease>();
        builder.Services.AddSingleton<SurveyStep>();
        builder.Services.AddSingleton<PruneStep>();
        return builder
            .AddController<UpkeepController, V1alpha1BackupPolicy>(controller => controller
                .OwnsCondition(ConditionType.RetentionApplied)
                .Owns<V1Job>())
            .AddController<EscrowController, V1alpha1BackupPolicy>(
                controller => controller.OwnsCondition(ConditionType.BackupsOpenable));
    }
}
