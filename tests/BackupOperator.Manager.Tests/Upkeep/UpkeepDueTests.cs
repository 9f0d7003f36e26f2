using BackupOperator.Api.Policies;
using BackupOperator.Manager.Tests.Cluster;
using BackupOperator.Manager.Upkeep;

namespace BackupOperator.Manager.Tests.Upkeep;

public sealed class UpkeepDueTests
{
    private static readonly DateTimeOffset Now = Given.Start.AddDays(10);

    [Fact]
    public void Policy_WithoutABackup_HasNothingToLookThrough() =>
        Assert.Equal(new UpkeepDue(UpkeepWork.None, null), UpkeepDue.Of(Given.Policy(), [], Now));

    [Fact]
    public void Policy_NeverLookedAt_IsSurveyedAtOnce() => Assert.Equal(UpkeepWork.Survey, Work(null));

    [Theory]
    [InlineData(0, "backup-stored", 1, "None")] // nothing has changed
    [InlineData(24 * 60, "backup-stored", 1, "Survey")] // keys are lost without anybody telling
    [InlineData(14, "backup-older", 1, "None")] // a backup since, and a survey just before
    [InlineData(15, "backup-older", 1, "Survey")]
    [InlineData(0, "backup-stored", 0, "Survey")] // other rules
    public void Survey_ByAgeAndWhatItSaw_IsDue(int minutesAgo, string newest, int generation, string expected) =>
        Assert.Equal(
            Enum.Parse<UpkeepWork>(expected),
            Work(new RetentionStatus
            {
                SurveyTime = Now.AddMinutes(-minutesAgo),
                SurveyGeneration = generation,
                NewestBackup = newest,
            }));

    [Theory]
    [InlineData(-1, false, 1, "Prune")]
    [InlineData(1, false, 1, "None")]
    [InlineData(-1, true, 1, "None")] // suspended
    [InlineData(-1, false, 0, "Survey")] // announced under other rules
    public void Prune_WhoseNoticeIsOver_IsDue(int dueInMinutes, bool suspended, int generation, string expected) =>
        Assert.Equal(
            Enum.Parse<UpkeepWork>(expected),
            Work(
                new RetentionStatus
                {
                    SurveyTime = Now.AddMinutes(-5),
                    SurveyGeneration = generation,
                    NewestBackup = "backup-stored",
                    NextPrune = Now.AddMinutes(dueInMinutes),
                },
                suspended));

    [Theory]
    [InlineData(1, 0, "None")]
    [InlineData(1, 1, "Survey")]
    [InlineData(3, 3, "None")]
    [InlineData(3, 4, "Survey")]
    [InlineData(20, 59, "None")]
    [InlineData(20, 60, "Survey")]
    public void Work_ThatFailed_RestsLongerEachTimeUpToAnHour(int failures, int minutesAgo, string expected) =>
        Assert.Equal(
            Enum.Parse<UpkeepWork>(expected),
            Work(new RetentionStatus { Failures = failures, LastAttemptTime = Now.AddMinutes(-minutesAgo) }));

    private static UpkeepWork Work(RetentionStatus? status, bool suspended = false)
    {
        var policy = Given.Policy();
        policy.Spec = policy.Spec with { Suspend = suspended };
        policy.Status.Retention = status;
        return UpkeepDue.Of(policy, [Given.Stored()], Now).Work;
    }
}
