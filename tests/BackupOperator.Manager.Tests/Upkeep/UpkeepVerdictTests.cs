using BackupOperator.Api;
using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Tests.Cluster;
using BackupOperator.Manager.Upkeep;

namespace BackupOperator.Manager.Tests.Upkeep;

public sealed class UpkeepVerdictTests
{
    private const string Resumed = "when the policy is no longer suspended";
    private const string Announced = $"{Resumed} and a new notice has passed, not before";
    private const string Refused = "the store refused to delete 3 objects at 2026-03-01T03:00:00Z; tried again";
    private const string None = "backups kept: 2; none is to go";

    private readonly V1alpha1BackupPolicy policy = Given.Policy();

    public UpkeepVerdictTests() => policy.Spec = policy.Spec with
    {
        Retention = new RetentionSpec { Last = 1, Notice = "2h" },
    };

    [Theory]
    [InlineData(0, false, false, Reason.RetentionCurrent, None)]
    [InlineData(0, true, false, Reason.RetentionCurrent, None)]
    [InlineData(0, true, true, Reason.RetentionCurrent, None)]
    [InlineData(
        1, false, false, Reason.DeletionAnnounced,
        "backups kept: 2; to be deleted at 2026-03-01T06:00:00Z or later: 1, see status.retention.plan")]
    [InlineData(
        1, false, true, Reason.DeletionAnnounced,
        $"backups kept: 2; to be deleted {Announced} 2026-03-01T06:00:00Z: 1, see status.retention.plan")]
    public void Survey_OfAStoreThatRefusedNothing_SaysWhatGoesAndWhen(
        int expiring, bool leftovers, bool suspended, string reason, string message)
    {
        Survey(expiring, leftovers, suspended);

        Assert.Equal((reason, message), Verdict());
    }

    [Theory]
    [InlineData(0, false, false, Reason.RetentionCurrent, None)]
    [InlineData(0, false, true, Reason.RetentionCurrent, None)]
    [InlineData(0, true, false, Reason.ObjectsUndeleted, $"{Refused} at 2026-03-02T03:00:00Z or later")]
    [InlineData(0, true, true, Reason.ObjectsUndeleted, $"{Refused} {Resumed}, not before 2026-03-02T03:00:00Z")]
    [InlineData(1, false, false, Reason.ObjectsUndeleted, $"{Refused} at 2026-03-02T03:00:00Z or later")]
    [InlineData(1, false, true, Reason.ObjectsUndeleted, $"{Refused} {Announced} 2026-03-02T03:00:00Z")]
    public void Survey_OfAStoreThatRefusedObjects_SaysWhetherAndWhenItIsTriedAgain(
        int expiring, bool leftovers, bool suspended, string reason, string message)
    {
        Refuse();
        Survey(expiring, leftovers, suspended);

        Assert.Equal((reason, message), Verdict());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public void Survey_WhoseLogLacksLines_SaysBesidesThatThePlanIsIncomplete(int expiring, bool refused)
    {
        if (refused)
        {
            Refuse();
        }

        Survey(expiring, leftovers: false, suspended: false);

        var (reason, message) = Verdict();
        Assert.Equal(
            (reason, $"{message}; lines missing in the agent's log: 2; " +
                "status.retention.plan is incomplete until the next survey, within a day"),
            Verdict(unlisted: 2));
    }

    private void Refuse()
    {
        policy.Status.Retention = new RetentionStatus();
        policy.Status.Retention.RecordPrune(new PruneResult { UndeletedObjects = 3 }, Given.Start.AddHours(2));
    }

    private void Survey(int expiring, bool leftovers, bool suspended)
    {
        policy.Spec = policy.Spec with { Suspend = suspended };
        policy.RecordSurvey(
            new SurveyResult
            {
                Backups = 2 + expiring,
                Expiring = expiring,
                Delete = [.. Enumerable.Range(1, expiring).Select(number => $"b{number}")],
                Leftovers = leftovers,
            },
            [],
            Given.Start.AddHours(3));
    }

    private (string? Reason, string? Message) Verdict(int unlisted = 0)
    {
        var verdict = UpkeepVerdict.Of(policy, unlisted, TimeSpan.FromHours(1));
        return (verdict.Reason, verdict.Message);
    }
}
