using BackupOperator.Api.Executions;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Tests.Cluster;
using k8s.Models;

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

        var leases = new PolicyLease(world.Cluster);
        var seen = world.Cluster.Find<V1Lease>("backup-nightly");
        var first = await TakeAsync(leases, seen, "first");
        var second = await TakeAsync(leases, seen, "second");

        Assert.NotNull(first);
        Assert.Null(second);
        Assert.Equal("uid-first", world.Cluster.One<V1Lease>("backup-nightly").Spec!.HolderIdentity);
        Assert.Equal(usedBefore ? 2 : 1, first.FencingToken);
    }

    [Theory]
    [InlineData(null, new long[0], 1)]
    [InlineData(4, new long[0], 5)]
    [InlineData(4, new long[] { 3, 4 }, 5)]
    [InlineData(null, new long[] { 3, 9 }, 10)]
    [InlineData(4, new long[] { 9 }, 10)]
    [InlineData(4, new[] { long.MaxValue }, 5)]
    public void Token_OfTheNextHolder_IsGreaterThanAllThatAreBelievable(int? lease, long[] executions, long next)
    {
        var held = lease is null ? null : new V1Lease { Spec = new V1LeaseSpec { LeaseTransitions = lease } };

        var token = FencingToken.Next(held, executions.Select(number => new V1alpha1BackupExecution
        {
            Status = new BackupExecutionStatus { FencingToken = number },
        }));

        Assert.Equal(next, token);
    }

    private static Task<BackupRun?> TakeAsync(PolicyLease leases, V1Lease? seen, string name) => leases.TryTakeAsync(
        seen,
        new BackupRun(
            Given.Execution(name), Given.Policy(), Given.Location(), FencingToken.Next(seen, []), Given.Start),
        TestContext.Current.CancellationToken);
}
