using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Restores;

/// <summary>A restore that names a policy gets a backup of the policy object that has the name, and no other's.</summary>
public sealed class RestoreByPolicyTests
{
    private const string Name = "bring-back";

    private readonly World world = new();
    private readonly Passes<V1alpha1RestoreOperation> passes;

    public RestoreByPolicyTests() => passes = world.NewRestorePasses();

    private V1alpha1RestoreOperation Restore => world.Cluster.One<V1alpha1RestoreOperation>(Name);

    [Fact]
    public async Task Policy_MadeAnewUnderItsName_IsNotRestoredFromABackupOfTheFormerOne()
    {
        GivenFormer("older", recoveryHour: 1);
        GivenFormer("newer", recoveryHour: 2);
        world.Cluster.Put(Given.Restore(executionName: null));
        var result = await passes.OnceAsync(Name);

        // A backup of its own may come: it is waited for, and then given up.
        Assert.Equal((ReconciliationOutcome.Waiting, Reason.BackupNotFound), (result!.Outcome, result.Reason));
        world.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(ReconciliationOutcome.Stalled, (await passes.OnceAsync(Name))!.Outcome);
        Assert.Equal(RestorePhase.Failed, Restore.Status.Phase);
        Assert.Equal(
            "BackupPolicy nightly has no backup that was read back, and backups of a former BackupPolicy of this name, which may "
                + "hold another database, are not chosen by themselves; by backup.executionName can be restored: "
                + "newer (of 2026-03-01T03:00:00Z), older (of 2026-03-01T02:00:00Z)",
            result.Message);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    [Fact]
    public async Task Policy_WithBackupsOfItsOwnAndNewerOnesOfAFormer_IsRestoredFromItsOwn()
    {
        world.Cluster.Put(Given.Stored());
        GivenFormer("newer", recoveryHour: 2);
        world.Cluster.Put(Given.Restore(executionName: null));
        await passes.OnceAsync(Name);

        Assert.Equal("stored", Restore.Status.Execution);
    }

    [Fact]
    public async Task Policy_ThatIsGone_FailsAndNamesTheNewestOfManyExecutions()
    {
        world.Cluster.Remove<V1alpha1BackupPolicy>("nightly");
        for (var hour = 1; hour <= 7; hour++)
        {
            world.Cluster.Put(Given.Stored($"run-{hour}", hour));
        }

        world.Cluster.Put(Given.Restore(executionName: null));
        var result = await passes.OnceAsync(Name);

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.BackupOfFormerPolicy), (result!.Outcome, result.Reason));
        Assert.StartsWith("BackupPolicy nightly does not exist, and backups of a former", result.Message);
        Assert.Contains(": run-7 (of ", result.Message);
        Assert.Contains(", run-3 (of ", result.Message);
        Assert.EndsWith(" and 2 more", result.Message);
    }

    [Fact]
    public async Task Policy_ThatIsNotThereYetWithoutAnyBackup_IsWaitedFor()
    {
        world.Cluster.Remove<V1alpha1BackupPolicy>("nightly");
        world.Cluster.Put(Given.Restore(executionName: null));
        var result = await passes.OnceAsync(Name);

        Assert.Equal((ReconciliationOutcome.Waiting, Reason.BackupNotFound), (result!.Outcome, result.Reason));
        Assert.Equal(
            "BackupPolicy nightly does not exist; name a backup by backup.executionName or backup.stored", result.Message);
    }

    [Fact]
    public async Task Execution_OfAPolicyThatIsGone_IsRestoredByItsName()
    {
        world.Cluster.Remove<V1alpha1BackupPolicy>("nightly");
        GivenFormer("stored", recoveryHour: 0);
        world.Cluster.Put(Given.Restore());
        await passes.OnceAsync(Name);
        await passes.OnceAsync(Name);
        world.Agents.Finish();
        await passes.OnceAsync(Name);

        Assert.Equal((RestorePhase.Succeeded, "backup-stored"), (Restore.Status.Phase, Restore.Status.Backup));
    }

    // As an import shows it: of another policy uid, and read back by nobody here.
    private void GivenFormer(string name, int recoveryHour)
    {
        var former = Given.Stored(name, recoveryHour);
        former.Status.Integrity = name == "older" ? IntegrityState.Unknown : IntegrityState.Passed;
        former.Status.Storage = former.Status.Storage! with { PolicyUid = "uid-of-the-former-policy" };
        world.Cluster.Put(former);
    }
}
