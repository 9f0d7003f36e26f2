using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Chooses the backup that a run may refer to: its base. Pure.</summary>
/// <remarks>A base is a backup of the same policy in the same location and repository that is committed, did not fail its
/// check and is not hurt by what the check of another found. Nothing before a backup that failed is a base either: what was found
/// damaged may be a pack that it shares with those before it, and a run that referred to that pack again would fail again. So
/// the run after is full, which mends it.</remarks>
internal static class BaseChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="wanted">The type that is asked for.</param>
    /// <param name="policy">The policy to run.</param>
    /// <param name="location">The location to use.</param>
    /// <param name="executions">All executions of the namespace, imported ones too.</param>
    /// <returns>What is asked for with its base, or full with the reason.</returns>
    public static TypeChoice Make(
        BackupType wanted,
        V1alpha1BackupPolicy policy,
        V1alpha1BackupStorageLocation location,
        IEnumerable<V1alpha1BackupExecution> executions)
    {
        if (wanted is BackupType.Full)
        {
            return TypeChoice.Full;
        }

        var stored = executions
            .Where(execution => IsStored(execution.Status, policy, location))
            .OrderByDescending(execution => execution.Status.CompletionTime)
            .ThenByDescending(execution => execution.Status.Backup, StringComparer.Ordinal)
            .ToList();
        var chosen = stored
            .TakeWhile(execution => execution.Status.Integrity is not IntegrityState.Failed)
            .FirstOrDefault(execution => Fits(wanted, execution.Status));
        return chosen is null
            ? new TypeChoice(BackupType.Full, Base: null, Explain(wanted, location, stored))
            : new TypeChoice(wanted, chosen.Status.Backup);
    }

    private static bool IsStored(
        BackupExecutionStatus status, V1alpha1BackupPolicy policy, V1alpha1BackupStorageLocation location) =>
        status is { IsTerminal: true, Backup: not null, Storage: { } storage }
        && storage.PolicyUid == policy.Uid()
        && storage.LocationName == location.Name()
        // A location that was not inspected since its first backup does not know its repository yet.
        && (location.Status.RepositoryId ?? storage.RepositoryId) == storage.RepositoryId;

    private static bool Fits(BackupType wanted, BackupExecutionStatus status) =>
        status is { Phase: ExecutionPhase.Succeeded, Integrity: not IntegrityState.Suspect }
        && (wanted is BackupType.Incremental || status.Type is null or BackupType.Full);

    private static string Explain(
        BackupType wanted, V1alpha1BackupStorageLocation location, IEnumerable<V1alpha1BackupExecution> stored)
    {
        var damaged = stored.FirstOrDefault(
            execution => execution.Status.Integrity is IntegrityState.Failed or IntegrityState.Suspect);
        return damaged is null
            ? $"BackupStorageLocation {location.Name()} holds no {(wanted is BackupType.Differential ? "full " : "")}backup of this "
                + "policy to refer to"
            : $"BackupExecution {damaged.Name()} was found damaged: everything is stored anew";
    }
}
