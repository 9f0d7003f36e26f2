using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Tests.Cluster;

/// <summary>Runs passes as the runtime does: on a copy, with one patch of the status afterwards, also when the pass throws.</summary>
internal sealed class Passes<T>(IKubernetesClient client, Func<string, Task<T>> read, params IEntityController<T>[] controllers)
    where T : class, IKubernetesObject, IConditioned
{
    /// <summary>Passes over objects in memory; reading them is no request that could fail, as from the runtime's cache.</summary>
    public Passes(InMemoryCluster cluster, params IEntityController<T>[] controllers)
        : this(cluster, name => Task.FromResult(cluster.One<T>(name)), controllers)
    {
    }

    /// <summary>Runs one pass.</summary>
    public async Task<ReconciliationResult?> OnceAsync(string name)
    {
        var original = await read(name);
        var copy = client.Copy(original);
        ReconciliationResult? first = null;
        try
        {
            foreach (var controller in controllers)
            {
                var result = await controller.ReconcileAsync(copy, TestContext.Current.CancellationToken);
                first ??= result;
                Record(copy, controller == controllers[0] ? "Ready" : controller.GetType().Name, result);
            }
        }
        finally
        {
            await client.PatchStatusAsync(original, copy, TestContext.Current.CancellationToken);
        }

        return first;
    }

    private static void Record(T entity, string type, ReconciliationResult result)
    {
        if (result.Outcome is ReconciliationOutcome.Unchanged)
        {
            return;
        }

        var status = entity.ConditionedStatus!;
        status.ObservedGeneration = entity.Metadata.Generation;
        foreach (var old in status.Conditions.Where(condition => condition.Type == type || (type == "Ready" && condition.Type == "Stalled")).ToList())
        {
            status.Conditions.Remove(old);
        }

        Add(status, type, result.Outcome is ReconciliationOutcome.Ready ? "True" : "False", result);
        if (type == "Ready" && result.Outcome is ReconciliationOutcome.Stalled)
        {
            Add(status, "Stalled", "True", result);
        }
    }

    private static void Add(IConditionedStatus status, string type, string value, ReconciliationResult result) => status.Conditions.Add(
        new Condition { Type = type, Status = value, Reason = result.Reason, Message = result.Message });
}
