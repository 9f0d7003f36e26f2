using BackupOperator.Api;
using BackupOperator.Api.Restores;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Restores;

/// <summary>Restores that are made again from their own YAML, as a backup of the cluster does, or too late.</summary>
public sealed class RestoreCopyTests
{
    private const string Name = "bring-back";

    private readonly World world = new();
    private readonly Passes<V1alpha1RestoreOperation> passes;

    public RestoreCopyTests()
    {
        passes = world.NewRestorePasses();
        world.Cluster.Put(Given.Stored());
    }

    private V1alpha1RestoreOperation Restore => world.Cluster.One<V1alpha1RestoreOperation>(Name);

    [Fact]
    public async Task Restore_MadeAgainWithoutItsStatus_DoesNotRunAgain()
    {
        world.Cluster.Put(Given.Restore());
        await RunAsync();
        Recreate();
        var result = await RunAsync();

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.AlreadyStarted), (result.Outcome, result.Reason));
        Assert.StartsWith("this RestoreOperation was already started at 2026-03-01T01:00:00Z, by another", Restore.Status.Message);
        Assert.Equal((RestorePhase.Failed, null), (Restore.Status.Phase, Restore.Status.StartTime));
        Assert.Equal(["bring-back-restore"], world.Agents.Started);
        Assert.Empty(world.Cluster.All<V1Job>());
    }

    [Fact]
    public async Task Restore_ThatWasGivenUpBeforeItBegan_MadeAgain_DoesNotRun()
    {
        world.Cluster.Put(Given.Location(ready: false));
        world.Cluster.Put(Given.Restore());
        await RunAsync();
        world.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(Reason.StoreNotReady, (await RunAsync()).Reason);
        await RunAsync();
        world.Cluster.Put(Given.Location());
        Recreate();

        Assert.Equal(Reason.AlreadyStarted, (await RunAsync()).Reason);
        Assert.Empty(world.Agents.Started);
    }

    [Fact]
    public async Task Restore_MarkedWithoutAnAgentOrAStatus_IsStarted()
    {
        var marked = Given.Restore();
        marked.SetAnnotation(Annotation.Started, "2026-03-01T01:00:00Z bring-back uid-bring-back");
        world.Cluster.Put(marked);
        await RunAsync();

        Assert.Equal(RestorePhase.Succeeded, Restore.Status.Phase);
    }

    [Fact]
    public async Task Restore_CreatedAgainWithoutTheMark_Runs()
    {
        world.Cluster.Put(Given.Restore());
        await RunAsync();
        world.Cluster.Remove<V1alpha1RestoreOperation>(Name);
        var again = Given.Restore();
        again.Metadata.Uid = "again";
        world.Cluster.Put(again);
        await RunAsync();

        Assert.Equal(RestorePhase.Succeeded, Restore.Status.Phase);
        Assert.Equal(2, world.Agents.Started.Count);
    }

    [Fact]
    public async Task NotAfter_HasPassed_FailsWithoutTouchingTheTarget()
    {
        var late = Given.Restore();
        late.Spec = late.Spec with { NotAfter = Given.Start };
        world.Cluster.Put(late);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var result = await RunAsync();

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.NotAfterPassed), (result.Outcome, result.Reason));
        Assert.Equal(RestorePhase.Failed, Restore.Status.Phase);
        Assert.Empty(world.Agents.Started);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NotAfter_PassesAfterTheStart_ChangesNothing(bool isWritten)
    {
        var restore = Given.Restore();
        restore.Spec = restore.Spec with { NotAfter = Given.Start.AddMinutes(5) };
        world.Cluster.Put(restore);
        await passes.OnceAsync(Name);
        var before = Restore;
        await passes.OnceAsync(Name);
        if (!isWritten)
        {
            world.Cluster.Put(before);
        }

        world.Time.Advance(TimeSpan.FromMinutes(6));
        await RunAsync();
        Assert.Equal(RestorePhase.Succeeded, Restore.Status.Phase);
    }

    // Passes and agents that succeed, until nothing is left to do at once.
    private async Task<ReconciliationResult> RunAsync()
    {
        ReconciliationResult? result = null;
        for (var round = 0; round < 4 && !Restore.Status.IsTerminal; round++)
        {
            result = await passes.OnceAsync(Name);
            world.Agents.Finish();
        }

        return result ?? (await passes.OnceAsync(Name))!;
    }

    // What kubectl create makes of an exported object: another uid, no status, all annotations.
    private void Recreate()
    {
        var exported = Restore;
        world.Cluster.Remove<V1alpha1RestoreOperation>(Name);
        exported.Metadata.Uid = "copied";
        exported.Status = new RestoreOperationStatus();
        world.Cluster.Put(exported);
    }
}
