using System.Net;
using BackupOperator.Api.Executions;
using BackupOperator.Contract;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client;
using Kubernetes.Client.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Marks the executions of other backups that share what a check found damaged: none of them counts as read back any
/// more.</summary>
/// <remarks>Done before the run whose check failed is ended, so that a pass that was cut off does it again; repeating it changes
/// nothing. Backups that no execution shows have nothing to mark: shown again, they count as never read back.</remarks>
internal sealed class SharedDamage(IKubernetesClient client, TimeProvider time)
{
    /// <summary>Marks them.</summary>
    /// <param name="run">The run whose check failed; it still holds the lease, so no backup is added meanwhile.</param>
    /// <param name="check">What the check found.</param>
    /// <param name="problem">The damage, for people.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task MarkAsync(BackupRun run, CheckResult check, string problem, CancellationToken cancellationToken)
    {
        if (check is { HurtBackups: 0, HurtIsUnknown: false })
        {
            return;
        }

        var executions = await client.ListAllAsync<V1alpha1BackupExecution>(run.Execution.Namespace(), cancellationToken);
        foreach (var execution in executions.Where(other => IsUnmarked(other.Status, run) && IsHurt(other.Status.Backup!, check)))
        {
            var need = check.Hurt.Contains(execution.Status.Backup!) ? "needs" : "may need";
            var marked = client.Copy(execution);
            marked.Status.Integrity = IntegrityState.Suspect;
            marked.Status.IntegrityTime = time.GetUtcSeconds();
            marked.Status.IntegrityMessage =
                $"this backup {need} what the check of BackupExecution {run.Execution.Name()} found damaged: {problem}";
            await WriteAsync(execution, marked, cancellationToken);
        }
    }

    private static bool IsUnmarked(BackupExecutionStatus status, BackupRun run) =>
        status is { IsTerminal: true, Integrity: not (IntegrityState.Failed or IntegrityState.Suspect), Storage: { } storage }
        && status.Backup is { } backup && backup != run.Identity.Backup
        && storage.PolicyUid == run.Policy.Uid()
        && storage.LocationName == run.Location.Name()
        && storage.RepositoryId == run.Execution.Status.Storage?.RepositoryId;

    // Names that did not fit into the result come after those that did; what was not listed at all may be any.
    private static bool IsHurt(string backup, CheckResult check) =>
        check.HurtIsUnknown
        || check.Hurt.Contains(backup)
        || (check.HurtBackups > check.Hurt.Count && string.CompareOrdinal(backup, check.Hurt.LastOrDefault() ?? "") > 0);

    private async Task WriteAsync(
        V1alpha1BackupExecution execution, V1alpha1BackupExecution marked, CancellationToken cancellationToken)
    {
        try
        {
            await client.PatchStatusAsync(execution, marked, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound || exception.IsConflict || exception.IsInvalid
            || exception.StatusCode is HttpStatusCode.Forbidden)
        {
            // Deleted, another of its name by now, or refused for good: the run that found the damage must end all the same, for
            // it holds the lease, and a new backup is what mends the damage.
        }
    }
}
