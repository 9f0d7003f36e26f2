using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Repository;
using BackupOperator.Repository.Retention;

namespace BackupOperator.Agent.Survey;

/// <summary>The stored backups of a policy, and which of them its rules keep.</summary>
internal sealed class PolicyBackups
{
    // Some names are enough to find out what is wrong.
    private const int NamedMissing = 5;

    private PolicyBackups(IReadOnlyList<RetentionCandidate> all, RetentionPlan plan)
    {
        All = all;
        Plan = plan;
    }

    public IReadOnlyList<RetentionCandidate> All { get; }

    public RetentionPlan Plan { get; }

    /// <exception cref="IntegrityException">The store does not list a backup that an execution shows: its listing
    /// cannot be relied on, and what looks unneeded may be needed.</exception>
    public static async Task<PolicyBackups> ReadAsync(
        BackupRepository repository, RetentionTask task, CancellationToken cancellationToken)
    {
        var all = new List<RetentionCandidate>();
        await foreach (var entry in repository.Catalogue.ListAsync(task.PolicyUid, cancellationToken))
        {
            all.Add(Describe(entry, task));
        }

        RequireKnown(task, all);
        return new PolicyBackups(all, RetentionPlan.Make(Rules(task), all, TimeProvider.System.GetUtcNow()));
    }

    private static RetentionCandidate Describe(
        Repository.Catalogues.CatalogueEntry entry, RetentionTask task) => RetentionCandidate.From(
        entry,
        task.Damaged.Contains(entry.Backup) ? Verification.Failed
            : task.Verified.Contains(entry.Backup) ? Verification.Passed
            : Verification.None,
        task.Held.Contains(entry.Backup));

    private static void RequireKnown(RetentionTask task, IEnumerable<RetentionCandidate> all)
    {
        var missing = task.Known.Except(all.Select(backup => backup.Name), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw new IntegrityException(
                $"{task.PolicyUid}/backups/{missing[0]}/backup.json",
                $"the store does not list {missing.Count} backups that executions show " +
                $"({string.Join(", ", missing.Take(NamedMissing))}): nothing is deleted; delete the BackupExecutions " +
                "of backups that were removed by hand");
        }
    }

    private static RetentionPolicy Rules(RetentionTask task)
    {
        var rules = task.Rules ?? new RetentionSpec();
        return new RetentionPolicy
        {
            Last = rules.Last ?? 0,
            Hourly = rules.Hourly ?? 0,
            Daily = rules.Daily ?? 0,
            Weekly = rules.Weekly ?? 0,
            Monthly = rules.Monthly ?? 0,
            Yearly = rules.Yearly ?? 0,
            KeepWithin = Duration.Parse(rules.KeepWithin),
            Minimum = rules.Minimum,
            TimeZone = task.TimeZone,
        };
    }
}
