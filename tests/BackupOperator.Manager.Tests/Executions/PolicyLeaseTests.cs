using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client.Models;

namespace BackupOperator.Manager.Tests.Executions;

public sealed class PolicyLeaseTests
{
    private readonly World world = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lease_TakenByTwoThatSawTheSame_IsGivenToOne(bool usedBefore)
    {
        if (usedBefore)
        {
            world.Cluster.Put(Given.Execution());
            await world.RunAsync();
            await world.SettleAsync();
        }

        var leases = new PolicyLease(world.Cluster, world.Time);
        var seen = world.Cluster.Find<V1Lease>("backup-nightly");
        var first = await TakeAsync(leases, seen, "first");
        var second = await TakeAsync(leases, seen, "second");

        Assert.NotNull(first);
        Assert.Null(second);
        Assert.Equal("uid-first", world.Cluster.One<V1Lease>("backup-nightly").Spec!.HolderIdentity);
        Assert.Equal(usedBefore ? 2 : 1, first.FencingToken);
    }

    private static Task<BackupRun?> TakeAsync(PolicyLease leases, V1Lease? seen, string name) => leases.TryTakeAsync(
        seen, Given.Execution(name), Given.Policy(), Given.Location(), TestContext.Current.CancellationToken);
}
