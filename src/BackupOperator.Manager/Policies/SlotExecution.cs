using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Scheduling;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Policies;

/// <summary>Makes the execution of a slot.</summary>
/// <remarks>It has no owner: pruning a policy from a Git repository must not take the record of its backups along. It is
/// found by label, and by the policy's name in its spec.</remarks>
internal static class SlotExecution
{
    /// <summary>The execution of a slot.</summary>
    public static V1alpha1BackupExecution For(V1alpha1BackupPolicy policy, DueSlot due, string name) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = policy.Namespace(),
            Labels = new Dictionary<string, string>
            {
                [Label.ManagedBy] = Label.ManagedByValue,
                [Label.Policy] = ShortName.ForLabel(policy.Name()),
                [Label.Schedule] = due.Schedule,
            },
        },
        Spec = new BackupExecutionSpec
        {
            PolicyName = policy.Name(),
            Type = policy.Spec.Schedules.First(schedule => schedule.Name == due.Schedule).Type,
            Slot = new ScheduledSlot { Schedule = due.Schedule, Time = due.Slot },
        },
    };

    /// <summary>Creates the execution of a slot, or finds the one that an earlier pass created.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> EnsureAsync(
        IKubernetesClient client, V1alpha1BackupPolicy policy, DueSlot due, CancellationToken cancellationToken)
    {
        var first = ExecutionName.ForSlot(policy.Name(), due.Schedule, due.Slot);
        // Policy "a-b" with schedule "c" spells like policy "a" with schedule "b-c"; and people choose names as well.
        var second = ExecutionName.WithHash(policy.Name(), due.Schedule, due.Slot);
        foreach (var name in new[] { first, second })
        {
            if (await TryEnsureAsync(client, For(policy, due, name), cancellationToken))
            {
                return name;
            }
        }

        throw new InvalidOperationException(
            $"the run of schedule {due.Schedule} at {due.Slot:u} cannot be created: BackupExecution {first} and {second} exist " +
            "and belong to others; delete one of them");
    }

    private static async Task<bool> TryEnsureAsync(
        IKubernetesClient client, V1alpha1BackupExecution wanted, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateAsync(wanted, cancellationToken);
            return true;
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            var existing = await client.GetAsync<V1alpha1BackupExecution>(wanted.Name(), wanted.Namespace(), cancellationToken);
            return existing?.Spec.PolicyName == wanted.Spec.PolicyName && existing.Spec.Slot == wanted.Spec.Slot;
        }
    }
}
