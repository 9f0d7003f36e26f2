using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Upkeep;

/// <summary>What is to be done about a policy's stored backups. Pure.</summary>
/// <param name="Work">What is due now.</param>
/// <param name="At">When something is due, in the past for what is; null when nothing ever is.</param>
internal sealed record UpkeepDue(UpkeepWork Work, DateTimeOffset? At)
{
    // Keys are lost and objects vanish without anybody telling the cluster.
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    // A survey reads every manifest: it need not follow each of many backups an hour.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan FirstRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);
    private const int LastDoubling = 10;

    /// <summary>Decides.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="stored">The executions that show its backups in its location.</param>
    /// <param name="now">The time.</param>
    public static UpkeepDue Of(
        V1alpha1BackupPolicy policy, IReadOnlyList<V1alpha1BackupExecution> stored, DateTimeOffset now)
    {
        if (stored.Count == 0)
        {
            return new UpkeepDue(UpkeepWork.None, null);
        }

        var status = policy.Status.Retention ?? new RetentionStatus();
        var survey = SurveyAt(policy, status, stored);
        var prune = policy.Spec.Suspend ? null : status.NextPrune;
        var (work, wanted) = prune <= survey ? (UpkeepWork.Prune, prune.Value) : (UpkeepWork.Survey, survey);
        var at = RestUntil(status) is { } rest && rest > wanted ? rest : wanted;
        return new UpkeepDue(at <= now ? work : UpkeepWork.None, at);
    }

    /// <summary>How long the work rests after the failures so far: doubles with each, from a minute to an hour.</summary>
    public static TimeSpan RestAfter(RetentionStatus status)
    {
        var rest = FirstRest * Math.Pow(2, Math.Min(status.Failures - 1, LastDoubling));
        return rest < LongestRest ? rest : LongestRest;
    }

    private static DateTimeOffset SurveyAt(
        V1alpha1BackupPolicy policy, RetentionStatus status, IEnumerable<V1alpha1BackupExecution> stored)
    {
        // A plan that follows other rules than the policy's is carried out no further.
        if (status.SurveyTime is not { } last || status.SurveyGeneration != policy.Generation())
        {
            return DateTimeOffset.MinValue;
        }

        var newest = stored.MaxBy(execution => (execution.Status.CompletionTime, execution.Status.Backup))!;
        return last + (newest.Status.Backup == status.NewestBackup ? LongestInterval : ShortestInterval);
    }

    private static DateTimeOffset? RestUntil(RetentionStatus status) =>
        status.Failures == 0 ? null : status.LastAttemptTime + RestAfter(status);
}
