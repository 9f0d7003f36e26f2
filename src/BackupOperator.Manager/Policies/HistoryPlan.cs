using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Policies;

/// <summary>Which finished executions a policy no longer keeps as resources. Pure; says nothing about stored backups.</summary>
internal static class HistoryPlan
{
    /// <summary>The executions to remove, oldest first.</summary>
    /// <param name="runs">The executions of the policy.</param>
    /// <param name="limits">How many are kept.</param>
    /// <param name="restores">The restores of the namespace.</param>
    public static IReadOnlyList<V1alpha1BackupExecution> ToRemove(
        PolicyRuns runs, HistorySpec limits, IReadOnlyCollection<V1alpha1RestoreOperation> restores)
    {
        // Imported ones follow what the location holds, and come again when they are removed.
        var finished = runs.All.Where(run => run.Spec.Import is null && run.Status.IsTerminal).ToList();
        var succeeded = Beyond(finished.Where(Succeeded), limits.Succeeded);
        var failed = Beyond(finished.Where(run => !Succeeded(run) && !StartMark.IsCopy(run)), limits.Failed);

        // What was never run pushes out no record of what was.
        var copies = Beyond(finished.Where(run => !Succeeded(run) && StartMark.IsCopy(run)), limits.Failed);
        var needed = NeededBy(restores);
        var newest = runs.Newest.Select(run => run.Name()).ToHashSet();
        return
        [
            .. succeeded.Concat(failed).Concat(copies)
                .Where(run => run.DeletionTimestamp() is null
                    && !newest.Contains(run.Name())
                    && !needed.Contains(run.Name()))
                .OrderBy(EndOf),
        ];
    }

    private static IEnumerable<V1alpha1BackupExecution> Beyond(IEnumerable<V1alpha1BackupExecution> runs, int limit) =>
        runs.OrderByDescending(EndOf).ThenByDescending(run => run.Name(), StringComparer.Ordinal).Skip(Math.Max(1, limit));

    private static bool Succeeded(V1alpha1BackupExecution run) => run.Status.Phase is ExecutionPhase.Succeeded;

    private static DateTimeOffset? EndOf(V1alpha1BackupExecution run) => run.Status.CompletionTime ?? run.CreationTimestamp();

    private static HashSet<string> NeededBy(IEnumerable<V1alpha1RestoreOperation> restores) =>
        [.. restores
            .Where(restore => !restore.Status.IsTerminal)
            .SelectMany(restore => new[] { restore.Spec.Backup.ExecutionName, restore.Status.Execution })
            .OfType<string>()];
}
