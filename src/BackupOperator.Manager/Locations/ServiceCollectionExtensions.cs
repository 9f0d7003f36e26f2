using BackupOperator.Api.Locations;
using Kubernetes.ControllerRuntime.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using k8s.Models;

namespace BackupOperator.Manager.Locations;

/// <summary>Registers what tries stores.</summary>
internal static class ServiceCollectionExtensions
{
    /// <summary>Adds the controller of locations. Needs agents' Jobs.</summary>
    public static OperatorBuilder AddLocations(this OperatorBuilder builder)
    {
        builder.Services.TryAddSingleton<StoreAlarm>();
        builder.Services.AddSingleton<CatalogueImporter>();
        return builder.AddController<BackupStorageLocationController, V1alpha1BackupStorageLocation>(
            controller => controller.Owns<V1Job>());
    }
}
