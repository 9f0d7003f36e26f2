using BackupOperator.Api.Executions;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Tests.Cluster;

namespace BackupOperator.Manager.Tests.Executions;

/// <summary>A history is written as one word a backup, oldest first: <c>F</c>ull, <c>D</c>ifferential or <c>I</c>ncremental and
/// its number; then what sets it apart from a backup that succeeded.</summary>
public sealed class BaseChoiceTests
{
    [Theory]
    [InlineData(BackupType.Full, "F1 I2", null)]
    [InlineData(BackupType.Differential, "", null)]
    [InlineData(BackupType.Incremental, "", null)]
    [InlineData(BackupType.Differential, "F1", "backup-1")]
    [InlineData(BackupType.Differential, "F1 D2 I3", "backup-1")]
    [InlineData(BackupType.Differential, "F1 I2 F3 D4", "backup-3")]
    [InlineData(BackupType.Differential, "I1 D2", null)]
    [InlineData(BackupType.Incremental, "F1", "backup-1")]
    [InlineData(BackupType.Incremental, "F1 D2", "backup-2")]
    [InlineData(BackupType.Incremental, "F1 I2 D3", "backup-3")]
    [InlineData(BackupType.Incremental, "F1 D2:unreadable", "backup-1")]
    [InlineData(BackupType.Incremental, "F1 I2:uncommitted", "backup-1")]
    [InlineData(BackupType.Incremental, "F1 I2:running", "backup-1")]
    [InlineData(BackupType.Incremental, "F1 I2:imported", "backup-2")]
    [InlineData(BackupType.Differential, "F1:untyped I2", "backup-1")]
    public void Base_OfAType_IsTheNewestThatItMayReferTo(BackupType wanted, string history, string? @base) =>
        Assert.Equal(@base, Choose(wanted, history).Base);

    [Theory]
    [InlineData(BackupType.Incremental, "F1 I2:damaged")]
    [InlineData(BackupType.Incremental, "F1:damaged")]
    [InlineData(BackupType.Differential, "F1 D2 I3:damaged")]
    public void Base_BeforeABackupThatWasFoundDamaged_IsNotReferredToAgain(BackupType wanted, string history)
    {
        var choice = Choose(wanted, history);

        Assert.Equal((BackupType.Full, null), (choice.Type, choice.Base));
        Assert.Contains("was found damaged", choice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BackupType.Incremental, "F1 I2:damaged F3", "backup-3")]
    [InlineData(BackupType.Differential, "F1 I2:damaged F3 I4", "backup-3")]
    public void Base_AfterTheFullBackupThatFollowedDamage_IsReferredTo(BackupType wanted, string history, string @base) =>
        Assert.Equal(@base, Choose(wanted, history).Base);

    [Theory]
    [InlineData("F1:elsewhere")]
    [InlineData("F1:another-policy")]
    [InlineData("F1:another-repository")]
    public void Base_OfAnotherPlace_IsNone(string history)
    {
        var choice = Choose(BackupType.Differential, history);

        Assert.Equal(BackupType.Full, choice.Type);
        Assert.Equal("BackupStorageLocation primary holds no full backup of this policy to refer to", choice.Message);
    }

    [Fact]
    public void Base_WhereTheLocationDoesNotKnowItsRepositoryYet_IsTheBackupAllTheSame()
    {
        var location = Given.Location();
        location.Status.RepositoryId = null;

        Assert.Equal(
            "backup-1", BaseChoice.Make(BackupType.Incremental, Given.Policy(), location, History("F1:another-repository")).Base);
    }

    private static TypeChoice Choose(BackupType wanted, string history)
    {
        var location = Given.Location();
        location.Status.RepositoryId = "here";
        return BaseChoice.Make(wanted, Given.Policy(), location, History(history).Reverse());
    }

    private static IEnumerable<V1alpha1BackupExecution> History(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Execution);

    private static V1alpha1BackupExecution Execution(string word)
    {
        var parts = word.Split(':');
        var execution = Given.Stored(parts[0][1..], recoveryHour: parts[0][1] - '0');
        var status = execution.Status;
        status.Storage = status.Storage! with { RepositoryId = "here" };
        status.Type = parts[0][0] switch { 'D' => BackupType.Differential, 'I' => BackupType.Incremental, _ => BackupType.Full };
        switch (parts.ElementAtOrDefault(1))
        {
            case "damaged":
                (status.Phase, status.Integrity) = (ExecutionPhase.Failed, IntegrityState.Failed);
                break;
            case "unreadable":
                (status.Phase, status.Integrity) = (ExecutionPhase.Failed, IntegrityState.Unknown);
                break;
            case "uncommitted":
                (status.Phase, status.Storage) = (ExecutionPhase.Failed, null);
                break;
            case "running":
                status.Phase = ExecutionPhase.Verifying;
                break;
            case "imported":
                status.Integrity = IntegrityState.Unknown;
                break;
            case "untyped":
                status.Type = null;
                break;
            case "elsewhere":
                status.Storage = status.Storage with { LocationName = "elsewhere" };
                break;
            case "another-policy":
                status.Storage = status.Storage with { PolicyUid = "another" };
                break;
            case "another-repository":
                status.Storage = status.Storage with { RepositoryId = "another" };
                break;
        }

        return execution;
    }
}
