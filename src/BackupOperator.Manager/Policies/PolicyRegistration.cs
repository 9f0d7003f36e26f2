using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Hosting;
using k8s.Models;

namespace BackupOperator.Manager.Policies;

/// <summary>Adds what works on policies.</summary>
internal static class PolicyRegistration
{
    /// <summary>Adds the controllers of policies, in the order in which they run.</summary>
    public static OperatorBuilder AddPolicies(this OperatorBuilder builder) => builder
        .AddController<BackupPolicyController, V1alpha1BackupPolicy>(controller => controller
            .Watches<V1alpha1BackupExecution>((execution, _) => [new EntityKey(execution.Namespace(), execution.Spec.PolicyName)])
            .Watches<V1alpha1BackupStorageLocation>(UsersOf))
        .AddController<RecoveryPointController, V1alpha1BackupPolicy>(
            controller => controller.OwnsCondition(ConditionType.RecoveryPointObjectiveMet))
        .AddController<HistoryController, V1alpha1BackupPolicy>(controller => controller
            .OwnsCondition(ConditionType.HistoryWithinLimits)
            .Watches<V1alpha1RestoreOperation>(EndedIn));

    private static IEnumerable<EntityKey> UsersOf(
        V1alpha1BackupStorageLocation location, IEntityCache<V1alpha1BackupPolicy> policies) =>
        policies.List(location.Namespace())
            .Where(policy => policy.Spec.Storage.Any(storage => storage.LocationName == location.Name()))
            .Select(EntityKey.Of);

    // A restore that has ended lets go of the execution that it named; only that matters to a history.
    private static IEnumerable<EntityKey> EndedIn(
        V1alpha1RestoreOperation restore, IEntityCache<V1alpha1BackupPolicy> policies) =>
        restore.Status.IsTerminal ? policies.List(restore.Namespace()).Select(EntityKey.Of) : [];
}
