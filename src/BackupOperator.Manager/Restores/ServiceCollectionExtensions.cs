using BackupOperator.Api;
using BackupOperator.Api.Restores;
using Kubernetes.ControllerRuntime.Hosting;
using k8s.Models;

namespace BackupOperator.Manager.Restores;

/// <summary>Registers what runs restores.</summary>
internal static class ServiceCollectionExtensions
{
    /// <summary>Adds the controllers of restores. Needs agents' Jobs.</summary>
    public static OperatorBuilder AddRestores(this OperatorBuilder builder)
    {
        builder.Services.AddSingleton<BackupResolution>();
        return builder
            .AddController<RestoreOperationController, V1alpha1RestoreOperation>(controller => controller.Owns<V1Job>())
            .AddController<RecoveryTimeController, V1alpha1RestoreOperation>(
                controller => controller.OwnsCondition(ConditionType.RecoveryTimeObjectiveMet));
    }
}
