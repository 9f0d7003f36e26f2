using BackupOperator.Agent.Reporting;
using BackupOperator.Agent.Stores;
using BackupOperator.Contract;
using BackupOperator.Repository;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Pruning;
using BackupOperator.Repository.Retention;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Survey;

/// <summary>Looks through the stored backups of a policy: which of them its rules keep, what they take, and whether the
/// key at hand opens them. Deletes nothing.</summary>
internal sealed class SurveyVerb(AgentOutput output) : IVerb
{
    // What goes and what stays beyond this is counted, not listed: a person reads no more.
    private const int MostListed = 150;
    private const int NamedProblems = 5;

    public async Task<AgentResult> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var survey = task.Survey ?? throw new BadInputException("the task does not say whose backups to look through");
        using var store = StoreOpening.Open(task.Store, new StoreMeter());
        var repository = await KeyFile.OpenAsync(task, store, static access => access, cancellationToken);
        var backups = await PolicyBackups.ReadAsync(repository, survey, cancellationToken);
        string[] expiring = [.. backups.Plan.Deleted.Reverse()];
        string[] delete = [.. expiring.Take(SurveyResult.MostDeletions)];
        var options = new PruneOptions { PolicyUid = survey.PolicyUid };
        var plan = await repository.Pruner.PlanAsync(options, cancellationToken);
        var after = delete.Length == 0
            ? plan
            : await repository.Pruner.PlanAsync(
                options with { Delete = delete.ToHashSet(StringComparer.Ordinal) }, cancellationToken);
        var escrow = repository.Encryption is EncryptionMode.None
            ? null
            : await repository.Keys.CheckEscrowAsync(survey.PolicyUid, cancellationToken);
        string[] problems = [.. plan.Problems, .. escrow?.Problems.Select(problem => problem.Message) ?? []];
        foreach (var problem in problems)
        {
            output.Warning(problem);
        }

        return new AgentResult
        {
            Message = problems.Length == 0 ? null : string.Join("; ", problems.Take(NamedProblems)),
            Survey = Result(backups, plan, escrow) with
            {
                ReclaimableBytes = after.Statistics.ReclaimableBytes,
                Expiring = expiring.Length,
                Delete = delete,
                Listed = List(backups.Plan),
            },
        };
    }

    private static SurveyResult Result(PolicyBackups backups, PrunePlan plan, EscrowReport? escrow)
    {
        var statistics = plan.Statistics;
        return new SurveyResult
        {
            Backups = backups.All.Count,
            Newest = backups.All.Where(backup => backup.Readable).MaxBy(backup => backup.CompletedAt)?.Name,
            Leftovers = plan.Leftovers.Count > 0 || plan.Packs > 0,
            SourceBytes = statistics.SourceBytes,
            StoredBytes = statistics.StoredBytes,
            PlainBytes = statistics.PlainBytes,
            NeededBytes = statistics.NeededBytes,
            Openable = escrow?.Openable,
            DataKeys = escrow?.DataKeys ?? 0,
        };
    }

    private static RetentionEntry Describe(RetentionDecision decision) => new()
    {
        Backup = decision.Backup.Name,
        RecoveryPoint = decision.Backup.Readable ? decision.Backup.RecoveryPoint : null,
        Keep = decision.Keep,
        Reasons = decision.Keep ? string.Join(", ", decision.Reasons) : null,
    };

    /// <summary>Lists what goes, the oldest first, then what stays, the newest first.</summary>
    private int List(RetentionPlan plan)
    {
        var all = plan.Decisions.Where(decision => !decision.Keep).Reverse()
            .Concat(plan.Decisions.Where(decision => decision.Keep)).Take(MostListed).ToList();
        foreach (var decision in all)
        {
            output.Retention(Describe(decision));
        }

        return all.Count;
    }
}
