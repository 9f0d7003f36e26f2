using BackupOperator.Api;
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

        var execution = reference.ExecutionName is { } name
            ? await client.GetAsync<V1alpha1BackupExecution>(name, restore.Namespace(), cancellationToken)
            : await NewestAsync(restore, cancellationToken);
        if (execution is null && reference.PolicyName is { } policyName)
        {
            return new Refusal(
                Reason.BackupNotFound,
                $"BackupPolicy {policyName} has no backup that was read back; name one by backup.executionName or backup.stored");
        }

        if (BackupChoice.Evaluate(reference.ExecutionName ?? execution!.Name(), execution) is { } refusal)
        {
            return refusal;
        }

        Record(restore, execution!);
        restore.Status.RecoveryTimeObjective = await ObjectiveAsync(restore, execution!, cancellationToken);
        return null;
    }

    private static void Record(V1alpha1RestoreOperation restore, StoredBackupReference stored)
    {
        restore.Status.Backup = stored.Backup;
        restore.Status.Storage = new StoredBackup { LocationName = stored.LocationName, PolicyUid = stored.PolicyUid };
    }

    private static void Record(V1alpha1RestoreOperation restore, V1alpha1BackupExecution execution)
    {
        restore.Status.Backup = execution.Status.Backup;
        restore.Status.Execution = execution.Name();
        restore.Status.Storage = execution.Status.Storage;
        restore.Status.RecoveryPoint = execution.Status.RecoveryPoint;
    }

    private async Task<V1alpha1BackupExecution?> NewestAsync(V1alpha1RestoreOperation restore, CancellationToken cancellationToken)
    {
        var all = await client.ListAllAsync<V1alpha1BackupExecution>(restore.Namespace(), cancellationToken);
        return BackupChoice.NewestVerified(all, restore.Spec.Backup.PolicyName!);
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
