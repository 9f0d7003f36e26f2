using BackupOperator.Agent.Reporting;
using BackupOperator.Agent.Stores;
using BackupOperator.Agent.Survey;
using BackupOperator.Contract;
using BackupOperator.Repository.Pruning;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Prune;

/// <summary>Deletes the backups of a policy whose deletion was announced, as far as its rules still do not keep them, and
/// what runs left that ended early. May be ended at any moment and run again.</summary>
internal sealed class PruneVerb(AgentOutput output) : IVerb
{
    private const int NamedObjects = 3;

    public async Task<AgentResult> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var prune = task.Prune ?? throw new BadInputException("the task does not say what to delete");
        using var store = StoreOpening.Open(task.Store, new StoreMeter());
        var repository = await KeyFile.OpenAsync(task, store, static access => access, cancellationToken);

        // What was announced is held against the store as it is now: a check may have failed since, a restore begun.
        var backups = await PolicyBackups.ReadAsync(repository, prune.Retention, cancellationToken);
        var delete = prune.Delete.Except(backups.Plan.Kept, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        foreach (var kept in prune.Delete.Where(name => !delete.Contains(name)))
        {
            output.Info($"backup {kept} is kept after all");
        }

        var plan = await repository.Pruner.PlanAsync(
            new PruneOptions { PolicyUid = prune.Retention.PolicyUid, Delete = delete }, cancellationToken);
        output.Info($"deleting {plan.Backups.Count} backups, {plan.Leftovers.Count} leftovers and {plan.Packs} packs");
        var report = await repository.Pruner.ExecuteAsync(plan, cancellationToken);
        string[] problems = [.. plan.Problems, .. Undeleted(report)];
        foreach (var problem in problems)
        {
            output.Warning(problem);
        }

        var present = backups.All.Select(backup => backup.Name).ToHashSet(StringComparer.Ordinal);
        return new AgentResult
        {
            Message = problems.Length == 0 ? null : string.Join("; ", problems),
            Prune = new PruneResult
            {
                // Some may have gone in a try that was ended before it could say so.
                Deleted = [.. report.DeletedBackups, .. delete.Where(name => !present.Contains(name))],
                Packs = report.DeletedPacks,
                FreedBytes = report.FreedBytes,
                UndeletedObjects = report.SkippedObjects,
            },
        };
    }

    private static IEnumerable<string> Undeleted(PruneReport report) => report.SkippedObjects == 0
        ? []
        : [$"the store keeps {report.SkippedObjects} objects, such as " +
            string.Join("; ", report.Skipped.Take(NamedObjects).Select(one => $"{one.Key}: {one.Message}"))];
}
