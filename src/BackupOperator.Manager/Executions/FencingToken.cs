using BackupOperator.Api.Executions;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Numbers the holders of a policy's lease.</summary>
internal static class FencingToken
{
    // A run every second for thirty years. Imported executions repeat what a store says, which is not trusted: a number
    // beyond this would leave no room to count on.
    private const long GreatestPlausible = 1_000_000_000;

    /// <summary>The number of the next holder: greater than the lease's, and than that of every execution, so that numbers go on
    /// growing when the lease was deleted, or the cluster was brought back from an older state than its store.</summary>
    /// <param name="lease">The policy's lease; null when there is none.</param>
    /// <param name="executions">The policy's executions.</param>
    public static long Next(V1Lease? lease, IEnumerable<V1alpha1BackupExecution> executions) => executions
        .Select(execution => execution.Status.FencingToken ?? 0)
        .Where(token => token <= GreatestPlausible)
        .Append(lease?.Spec?.LeaseTransitions ?? 0)
        .Max() + 1;
}
