using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Tests.Cluster;
using BackupOperator.Manager.Upkeep;

namespace BackupOperator.Manager.Tests.Upkeep;

public sealed class UpkeepStatusTests
{
    private readonly V1alpha1BackupPolicy policy = Given.Policy();

    public UpkeepStatusTests() => policy.Spec = policy.Spec with { Retention = new RetentionSpec { Last = 1, Notice = "2h" } };

    private RetentionStatus Retention => policy.Status.Retention!;

    [Fact]
    public void Backup_ThatExpires_IsAnnouncedWithItsNotice()
    {
        Survey(0, ["a"]);

        Assert.Equal([("a", RetentionAction.Delete, Given.Start.AddHours(2))], Announced());
        Assert.Equal((1, 1, Given.Start.AddHours(2)), (Retention.Kept, Retention.Expiring, Retention.NextPrune));
    }

    [Fact]
    public void Announcement_SeenAgain_KeepsItsTime()
    {
        Survey(0, ["a"]);
        Survey(1, ["a", "b"]);

        Assert.Equal(
            [("a", RetentionAction.Delete, Given.Start.AddHours(2)), ("b", RetentionAction.Delete, Given.Start.AddHours(3))], Announced());
        Assert.Equal(Given.Start.AddHours(2), Retention.NextPrune);
        Assert.Equal(["a"], Retention.Due(Given.Start.AddHours(2)));
    }

    [Fact]
    public void Announcement_UnderOtherRules_BeginsAnew()
    {
        Survey(0, ["a"]);
        policy.Metadata.Generation++;
        Survey(1, ["a"]);

        Assert.Equal(Given.Start.AddHours(3), Retention.NextPrune);
    }

    [Fact]
    public void Announcement_OfABackupThatIsKeptAfterAll_IsGone()
    {
        Survey(0, ["a"]);
        Survey(1, []);

        Assert.Empty(Announced());
        Assert.Null(Retention.NextPrune);
    }

    [Fact]
    public void Leftovers_OfRunsThatEndedEarly_AreAnnouncedToo()
    {
        Survey(0, [], leftovers: true);
        Survey(1, [], leftovers: true);

        Assert.Equal(Given.Start.AddHours(2), Retention.NextPrune);
    }

    [Fact]
    public void Deletion_TakesWhatWentFromThePlan_AndHasTheStoreLookedAtAgain()
    {
        Survey(0, ["a", "b"]);

        Retention.RecordPrune(new PruneResult { Deleted = ["a"], FreedBytes = 2048 }, Given.Start.AddHours(2));

        Assert.Equal("b", Assert.Single(Announced()).Backup);
        Assert.Equal((1, 1, "2 KiB"), (Retention.Expiring, Retention.DeletedBackups, Retention.Freed));
        Assert.Null(Retention.SurveyTime);
    }

    [Fact]
    public void Objects_ThatTheStoreRefusesToDelete_AreTriedAgainADayLater()
    {
        Survey(0, ["a"]);
        Retention.RecordPrune(new PruneResult { UndeletedObjects = 3 }, Given.Start.AddHours(2));
        Survey(3, ["a"]);

        Assert.Equal(Given.Start.AddHours(26), Retention.NextPrune);
    }

    [Fact]
    public void Plan_WhoseLogIsLost_StillSaysWhatGoes()
    {
        policy.RecordSurvey(new SurveyResult { Backups = 2, Expiring = 1, Delete = ["a"], Listed = 2 }, [], Given.Start);

        Assert.Equal(("a", null), Assert.Single(Retention.Plan.Select(planned => (planned.Backup, planned.RecoveryPoint))));
    }

    [Fact]
    public void Statistics_OfAStore_AreShownAsBytesAndRatios()
    {
        var statistics = new SurveyResult
        {
            Backups = 3,
            SourceBytes = 3000,
            StoredBytes = 600,
            NeededBytes = 500,
            PlainBytes = 1000,
        }.ToStatistics();

        Assert.Equal(("3.0", "2.0"), (statistics.DeduplicationRatio, statistics.CompressionRatio));
        Assert.Null(new SurveyResult { StoredBytes = 600 }.ToStatistics().CompressionRatio);
    }

    [Theory]
    [InlineData(3, null, null)]
    [InlineData(2, null, "1 of 3 backups do not open with the keys at hand")]
    [InlineData(2, "backup b needs a key that is gone", "backup b needs a key that is gone")]
    public void Escrow_OfBackupsOfWhichSomeDoNotOpen_HasAProblem(int openable, string? message, string? problem)
    {
        var escrow = new SurveyResult { Backups = 3, Openable = openable }.ToEscrow(message, Given.Start)!;

        Assert.Equal((3, openable, problem), (escrow.Backups, escrow.Openable, escrow.Problem));
    }

    private void Survey(int hour, string[] delete, bool leftovers = false) => policy.RecordSurvey(
        new SurveyResult
        {
            Backups = delete.Length + 1,
            Newest = "n",
            Expiring = delete.Length,
            Delete = delete,
            Leftovers = leftovers,
        },
        [
            .. delete.Select(name => new RetentionEntry { Backup = name, RecoveryPoint = Given.Start }),
            new RetentionEntry { Backup = "n", RecoveryPoint = Given.Start, Keep = true, Reasons = "Last 1" },
        ],
        Given.Start.AddHours(hour));

    private IEnumerable<(string Backup, RetentionAction Action, DateTimeOffset Due)> Announced() =>
        Retention.Plan.Where(planned => planned.Due is not null).Select(planned => (planned.Backup, planned.Action, planned.Due!.Value));
}
