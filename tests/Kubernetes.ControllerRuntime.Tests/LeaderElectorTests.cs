using Kubernetes.Client;
using Kubernetes.Client.Tests.Environment;
using Kubernetes.ControllerRuntime.Leadership;
using Kubernetes.ControllerRuntime.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Tests;

public sealed class LeaderElectorTests
{
    private readonly InMemoryClient client = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task TwoReplicas_OneStopsInGoodOrder_TheOtherTakesOverAtOnceAndNeverBothLead()
    {
        using var first = new Replica(client, "a");
        using var second = new Replica(client, "b");
        first.Start();
        await first.Leading.WaitAsync(Cancelled);
        second.Start();
        await Replica.TriedAsync(client, Cancelled);
        Assert.False(second.Leading.IsCompleted);

        await first.StopAsync();

        await second.Leading.WaitAsync(Cancelled);
        // Released, so nobody waited for the lease's end.
        Assert.True(second.LeadsSince - first.EndedAt < second.Options.LeaseDuration / 2, "the takeover waited for expiry");
        Assert.Equal(1, client.Find<V1Lease>("test", "default")!.Spec!.LeaseTransitions);
        await second.StopAsync();
        Assert.True(string.IsNullOrEmpty(client.Find<V1Lease>("test", "default")!.Spec!.HolderIdentity));
    }

    [Fact(Timeout = 120_000)]
    public async Task Partition_OfTheLeader_ItsWorkEndsBeforeAnotherMayBegin()
    {
        var cut = new PartitionedClient(client);
        using var first = new Replica(cut, "a");
        using var second = new Replica(client, "b");
        first.Start();
        await first.Leading.WaitAsync(Cancelled);
        second.Start();
        await Replica.TriedAsync(client, Cancelled);

        cut.Cut();

        await first.Lost.WaitAsync(Cancelled);
        Assert.False(second.Leading.IsCompleted, "two led at once");
        await second.Leading.WaitAsync(Cancelled);
        Assert.True(first.EndedAt < second.LeadsSince, "the new leader began before the old one had ended");
        await Task.WhenAll(first.StopAsync(), second.StopAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task Lease_TakenByAnother_IsLostAtTheNextRenewal()
    {
        using var first = new Replica(client, "a");
        first.Start();
        await first.Leading.WaitAsync(Cancelled);

        for (var taken = false; !taken;)
        {
            var lease = client.Find<V1Lease>("test", "default")!;
            var changed = client.Copy(lease);
            changed.Spec!.HolderIdentity = "thief";
            try
            {
                await client.PatchAsync(lease, changed, optimistic: true, Cancelled);
                taken = true;
            }
            catch (KubernetesException exception) when (exception.IsConflict)
            {
                // A renewal came in between.
            }
        }

        await first.Lost.WaitAsync(Cancelled);
        await first.StopAsync();
        Assert.Equal("thief", client.Find<V1Lease>("test", "default")!.Spec!.HolderIdentity);
    }

    [Fact(Timeout = 120_000)]
    public async Task Expiry_IsJudgedByOwnClockFromTheLastSeenChange()
    {
        var time = new ManualTime();
        var options = new LeaderElectionOptions { Identity = "b", LeaseName = "test" };
        var lease = LeaseRecord.Create("test", "default", new LeaderElectionOptions { Identity = "a" }, DateTimeOffset.UnixEpoch);
        await client.CreateAsync(lease, Cancelled);
        var holder = new LeaseHolder(client, options, time);

        // The other's clock is decades behind; that alone takes nothing from it.
        Assert.False(await holder.TryHoldAsync(Cancelled));
        time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(await holder.TryHoldAsync(Cancelled));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(await holder.TryHoldAsync(Cancelled));
        Assert.Equal(1, client.Find<V1Lease>("test", "default")!.Spec!.LeaseTransitions);
    }

    [Theory]
    [InlineData(10, 10, 2)]
    [InlineData(15, 2, 2)]
    [InlineData(15, 10, 0)]
    public void Options_TimesThatLeaveNoRoom_AreRefused(int lease, int deadline, int retry)
    {
        var options = new LeaderElectionOptions
        {
            LeaseDuration = TimeSpan.FromSeconds(lease),
            RenewDeadline = TimeSpan.FromSeconds(deadline),
            RetryPeriod = TimeSpan.FromSeconds(retry),
        };
        Assert.Throws<InvalidOperationException>(() => new LeaderElector(
            client, options, Given.Metrics(), TimeProvider.System, NullLogger<LeaderElector>.Instance));
    }
}
