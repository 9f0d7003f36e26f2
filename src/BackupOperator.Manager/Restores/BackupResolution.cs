using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Restores;

/// <summary>Finds the backup that a restore names, once, and writes it into the status: what is restored does not change when a
/// newer backup appears.</summary>
internal sealed class BackupResolution(IKubernetesClient client)
{
    /// <summary>Resolves.</summary>
    /// <returns>Why it cannot be resolved; null when it is.</returns>
    public async Task<Refusal?> ResolveAsync(V1alpha1RestoreOperation restore, CancellationToken cancellationToken)
    {
        if (await ChooseAsync(restore, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var options = new ListOptions { Namespace = restore.Namespace() };
        restore.Status.Keys = RestoreKeys.Find(
            restore,
            await client.ListAsync<V1alpha1BackupPolicy>(options, cancellationToken).ToListAsync(cancellationToken),
            await client.ListAsync<V1alpha1BackupExecution>(options, cancellationToken).ToListAsync(cancellationToken));
        return null;
    }

    private async Task<Refusal?> ChooseAsync(V1alpha1RestoreOperation restore, CancellationToken cancellationToken)
    {
        var reference = restore.Spec.Backup;
        if (reference.Stored is { } stored)
        {
            Record(restore, stored);
            restore.Status.RecoveryTimeObjective = restore.Spec.RecoveryTimeObjective;
            return null;
        }

        return reference.PolicyName is { } policyName
            ? await ChooseNewestAsync(restore, policyName, cancellationToken)
            : await ChooseNamedAsync(restore, reference.ExecutionName!, cancellationToken);
    }

    private async Task<Refusal?> ChooseNamedAsync(
        V1alpha1RestoreOperation restore, string name, CancellationToken cancellationToken)
    {
        var execution = await client.GetAsync<V1alpha1BackupExecution>(name, restore.Namespace(), cancellationToken);
        if (BackupChoice.Evaluate(name, execution) is { } refusal)
        {
            return refusal;
        }

        await RecordAsync(restore, execution!, cancellationToken);
        return null;
    }

    // The name stands for the policy object that has it now, and for no other's backups.
    private async Task<Refusal?> ChooseNewestAsync(
        V1alpha1RestoreOperation restore, string policyName, CancellationToken cancellationToken)
    {
        var policy = await client.GetAsync<V1alpha1BackupPolicy>(policyName, restore.Namespace(), cancellationToken);
        var all = await client.ListAllAsync<V1alpha1BackupExecution>(restore.Namespace(), cancellationToken);
        if (policy is null || BackupChoice.NewestVerified(all, policy.Uid()) is not { } newest)
        {
            return BackupChoice.Explain(policyName, policy, all);
        }

        await RecordAsync(restore, newest, cancellationToken);
        return null;
    }

    private static void Record(V1alpha1RestoreOperation restore, StoredBackupReference stored)
    {
        restore.Status.Backup = stored.Backup;
        restore.Status.Storage = new StoredBackup { LocationName = stored.LocationName, PolicyUid = stored.PolicyUid };
    }

    private async Task RecordAsync(
        V1alpha1RestoreOperation restore, V1alpha1BackupExecution execution, CancellationToken cancellationToken)
    {
        restore.Status.Backup = execution.Status.Backup;
        restore.Status.Execution = execution.Name();
        restore.Status.Storage = execution.Status.Storage;
        restore.Status.RecoveryPoint = execution.Status.RecoveryPoint;
        restore.Status.RecoveryTimeObjective = await ObjectiveAsync(restore, execution, cancellationToken);
    }

    private async Task<string?> ObjectiveAsync(
        V1alpha1RestoreOperation restore, V1alpha1BackupExecution execution, CancellationToken cancellationToken)
    {
        if (restore.Spec.RecoveryTimeObjective is { } own)
        {
            return own;
        }

        var policy = await client.GetAsync<V1alpha1BackupPolicy>(execution.Spec.PolicyName, restore.Namespace(), cancellationToken);
        return policy?.Spec.Objectives?.Rto;
    }
}
