using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Restores;

/// <summary>Says where the key of a backup may be. Pure.</summary>
/// <remarks>A change of the key wraps every data key again, so the Secret of today opens the backups of all days, and the one
/// that a backup's record names may be gone. In a cluster made anew there is no policy: the newest record names the last
/// Secret.</remarks>
internal static class RestoreKeys
{
    /// <summary>What was found when the backup was resolved.</summary>
    public static IEnumerable<KeyPlace> Of(V1alpha1RestoreOperation restore) =>
        restore.Status.Keys.Count > 0 ? restore.Status.Keys : Find(restore, [], []);

    /// <summary>The places, in the order in which they are tried; one alone where the restore names it.</summary>
    /// <param name="restore">The restore, its backup resolved.</param>
    /// <param name="policies">Those of its namespace.</param>
    /// <param name="executions">Those of its namespace.</param>
    public static IList<KeyPlace> Find(
        V1alpha1RestoreOperation restore,
        IEnumerable<V1alpha1BackupPolicy> policies,
        IEnumerable<V1alpha1BackupExecution> executions)
    {
        if (AgentKeys.Place(restore.Spec.KeySecretName, restore.Spec.Kms) is { } named)
        {
            return [named];
        }

        if (restore.Status.Storage is { Encryption: EncryptionMode.None })
        {
            return [];
        }

        var uid = restore.Status.Storage?.PolicyUid;
        var present = policies
            .Where(policy => policy.Uid() == uid && policy.Spec.Encryption.Mode is not EncryptionMode.None)
            .SelectMany(policy => AgentKeys.Places(policy.Spec.Encryption));
        var newest = executions
            .Where(execution => execution.Status.Storage?.PolicyUid == uid)
            .MaxBy(execution => (execution.Status.CompletionTime, execution.Name()))?.Status.Storage;
        return
        [
            .. present.Concat(new[] { Recorded(newest), Recorded(restore.Status.Storage) }.OfType<KeyPlace>()).Distinct(),
        ];
    }

    private static KeyPlace? Recorded(StoredBackup? storage) => AgentKeys.Place(storage?.KeySecretName, storage?.Kms);
}
