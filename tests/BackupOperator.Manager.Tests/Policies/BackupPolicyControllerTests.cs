using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Policies;

public sealed class BackupPolicyControllerTests
{
    private readonly PolicyBench bench = new();

    [Fact]
    public async Task Policy_IsValid_ShowsItsNextFiveRunsInItsOwnTime()
    {
        bench.WithLocation().WithPolicy(Given.Schedule("nightly", "0 2 * * *"));
        bench.Change(spec => spec with { TimeZone = "Europe/Berlin" });
        await bench.PassAsync();

        var status = bench.Policy.Status;
        Assert.Equal(5, status.NextRuns.Count);
        Assert.Equal("2026-11-20T01:00:00Z", status.NextRun);
        Assert.Equal("2026-11-20 02:00 +01:00", status.NextRuns[0].LocalTime);
        Assert.Equal((ReconciliationOutcome.Ready, Reason.Scheduled), (bench.Results[0].Outcome, bench.Results[0].Reason));
        Assert.Equal("next run by schedule nightly at 2026-11-20 02:00 +01:00", bench.Results[0].Message);
        Assert.Equal(TimeSpan.FromMinutes(30), bench.Results[0].After);
        Assert.Equal("Ready", status.Phase);
    }

    [Fact]
    public async Task Slot_Comes_MakesAnExecutionThatOutlivesThePolicy()
    {
        bench.WithLocation().WithPolicy(Given.Schedule("nightly", "0 1 * * *"));
        await bench.PassAsync();
        await bench.PassAtAsync("2026-11-20T01:00:00Z");

        var run = Assert.Single(bench.Cluster.All<V1alpha1BackupExecution>());
        Assert.Equal("shop-nightly-20261120-0100", run.Name());
        Assert.Equal("shop", run.Spec.PolicyName);
        Assert.Equal(("nightly", bench.Now), (run.Spec.Slot!.Schedule, run.Spec.Slot.Time));
        Assert.Null(run.Metadata.OwnerReferences);
        Assert.Equal("shop", run.GetLabel(Label.Policy));
        Assert.Equal(Label.ManagedByValue, run.GetLabel(Label.ManagedBy));
        Assert.Equal(("shop-nightly-20261120-0100", "Running"), (bench.Policy.Status.Active, bench.Policy.Status.Phase));
        Assert.Equal(bench.Now, bench.Policy.Status.Schedules.Single().LastSlot);
    }

    [Theory]
    [InlineData("2026-11-20T00:30:00Z")]
    [InlineData("2026-11-20T01:00:00Z")]
    [InlineData("2026-11-24T01:10:00Z")]
    public async Task Pass_IsRepeated_ChangesNothing(string at)
    {
        bench.WithLocation().WithPolicy(Given.Schedule("nightly", "0 1 * * *"));
        await bench.PassAsync();
        await bench.PassAtAsync(at);
        var (before, created, told) = (Text(), bench.Cluster.Created.Count, bench.Events.Count);
        await bench.PassAsync();
        Assert.Equal((before, created, told), (Text(), bench.Cluster.Created.Count, bench.Events.Count));
    }

    [Fact]
    public async Task Run_IsActive_HoldsTheNextSlotUntilItEnds()
    {
        bench.WithLocation().WithPolicy(Given.Schedule("hourly", "0 * * * *"));
        await bench.PassAsync();
        await bench.PassAtAsync("2026-11-20T01:00:00Z");
        await bench.PassAtAsync("2026-11-20T02:00:00Z");
        Assert.Equal(["shop-hourly-20261120-0100"], bench.Cluster.Created);

        bench.Time.SetUtcNow(DateTimeOffset.Parse("2026-11-20T02:10:00Z"));
        bench.Finish("shop-hourly-20261120-0100");
        await bench.PassAsync();
        Assert.Equal(["shop-hourly-20261120-0100", "shop-hourly-20261120-0200"], bench.Cluster.Created);
        Assert.Empty(bench.Events);
        Assert.Equal("shop-hourly-20261120-0100", bench.Policy.Status.LastBackup?.Execution);
    }

    [Fact]
    public async Task Run_MadeByHand_HoldsSlotsToo()
    {
        bench.WithLocation().WithPolicy(Given.Schedule("hourly", "0 * * * *"));
        bench.Cluster.Put(Given.Execution("by-hand"));
        await bench.PassAsync();
        await bench.PassAtAsync("2026-11-20T01:00:00Z");
        Assert.Empty(bench.Cluster.Created);
        Assert.Equal("by-hand", bench.Policy.Status.Active);
    }

    [Fact]
    public async Task Slots_AreMissed_AreCountedAndTold()
    {
        bench.WithLocation().WithPolicy(Given.Schedule("hourly", "0 * * * *", MissedRunPolicy.Skip));
        await bench.PassAsync();
        await bench.PassAtAsync("2026-11-20T03:30:00Z");
        Assert.Empty(bench.Cluster.Created);
        Assert.Equal(3, bench.Policy.Status.Schedules.Single().MissedRuns);
        Assert.Equal(
            ["SlotMissed: 3 runs of schedule hourly were not started in time, the last of them at 2026-11-20T03:00:00Z"],
            bench.Events);
    }

    [Fact]
    public async Task Store_IsNotReady_StartsNothingUntilItIs()
    {
        bench.WithLocation(ready: false).WithPolicy(Given.Schedule("hourly", "0 * * * *"));
        await bench.PassAsync();
        await bench.PassAtAsync("2026-11-20T01:00:00Z");
        Assert.Empty(bench.Cluster.Created);
        Assert.Equal((ReconciliationOutcome.Waiting, Reason.StoreNotReady), (bench.Results[0].Outcome, bench.Results[0].Reason));
        Assert.Contains("bucket gone", bench.Results[0].Message);

        bench.WithLocation();
        await bench.PassAtAsync("2026-11-20T01:20:00Z");
        Assert.Equal(["shop-hourly-20261120-0100"], bench.Cluster.Created);
    }

    [Fact]
    public async Task Store_DoesNotExist_IsWaitedForByName()
    {
        bench.WithPolicy(Given.Schedule("hourly", "0 * * * *"));
        await bench.PassAsync();
        Assert.Equal(ReconciliationOutcome.Waiting, bench.Results[0].Outcome);
        Assert.Equal("BackupStorageLocation primary does not exist; create it", bench.Results[0].Message);
        Assert.Equal("Waiting", bench.Policy.Status.Phase);
    }

    [Fact]
    public async Task Spec_IsNotValid_IsStalledWithEveryProblemAndForgetsNothing()
    {
        bench.WithLocation().WithPolicy(Given.Schedule("hourly", "0 * * * *"));
        await bench.PassAsync();
        await bench.PassAtAsync("2026-11-20T01:00:00Z");
        bench.Change(spec => spec with { TimeZone = "Mars", Schedules = [Given.Schedule("hourly", "0 0 * * * *")] });
        await bench.PassAtAsync("2026-11-20T05:00:00Z");

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.SpecInvalid), (bench.Results[0].Outcome, bench.Results[0].Reason));
        Assert.Contains("spec.timeZone: \"Mars\" is no time zone", bench.Results[0].Message);
        Assert.Contains("spec.schedules[hourly].cron: \"0 0 * * * *\" has six fields", bench.Results[0].Message);
        Assert.Equal("Invalid", bench.Policy.Status.Phase);
        Assert.Empty(bench.Policy.Status.NextRuns);
        Assert.NotNull(bench.Policy.Status.Schedules.Single().LastSlot);
        Assert.Single(bench.Cluster.Created);
    }

    [Fact]
    public async Task Policy_IsSuspendedAndResumed_LetsPassedSlotsGo()
    {
        bench.WithLocation().WithPolicy(Given.Schedule("hourly", "0 * * * *", MissedRunPolicy.RunAll));
        await bench.PassAsync();
        bench.Change(spec => spec with { Suspend = true });
        await bench.PassAtAsync("2026-11-20T03:30:00Z");
        Assert.Equal((Reason.Suspended, "Suspended"), (bench.Results[0].Reason, bench.Policy.Status.Phase));
        Assert.Null(bench.Policy.Status.NextRun);

        bench.Change(spec => spec with { Suspend = false });
        await bench.PassAtAsync("2026-11-20T06:30:00Z");
        Assert.Empty(bench.Cluster.Created);
        Assert.Equal(0, bench.Policy.Status.Schedules.Single().MissedRuns);
        await bench.PassAtAsync("2026-11-20T07:00:00Z");
        Assert.Equal(["shop-hourly-20261120-0700"], bench.Cluster.Created);
    }

    [Fact]
    public async Task Policy_HasNoSchedule_IsReadyOnDemand()
    {
        bench.WithLocation().WithPolicy();
        await bench.PassAsync();
        Assert.Equal((ReconciliationOutcome.Ready, Reason.OnDemand), (bench.Results[0].Outcome, bench.Results[0].Reason));
    }

    [Fact]
    public async Task Cache_HasNotSeenTheLastRunYet_StartsNoSecondOne()
    {
        bench.WithLocation().WithPolicy(Given.Schedule("minutely", "* * * * *"));
        await bench.PassAsync();
        await bench.PassAtAsync("2026-11-20T01:00:00Z");
        bench.Executions.Snapshot = [];
        await bench.PassAtAsync("2026-11-20T01:01:00Z");
        Assert.Single(bench.Cluster.Created);
        Assert.Equal("shop-minutely-20261120-0100", bench.Policy.Status.Active);
    }

    [Fact]
    public async Task Name_BelongsToAnotherPolicysRun_IsMadeDistinct()
    {
        bench.WithLocation().WithPolicy(Given.Schedule("nightly", "0 1 * * *"));
        var other = Given.Execution("shop-nightly-20261120-0100");
        other.Spec = other.Spec with { PolicyName = "another" };
        bench.Cluster.Put(other);
        await bench.PassAsync();
        await bench.PassAtAsync("2026-11-20T01:00:00Z");
        Assert.Matches("^shop-nightly-[0-9a-f]{8}-20261120-0100$", Assert.Single(bench.Cluster.Created));
        Assert.Equal(bench.Cluster.Created[0], bench.Policy.Status.Schedules.Single().LastExecution);
    }

    [Theory]
    [InlineData("BeforeEffect")]
    [InlineData("AfterEffect")]
    public async Task AnyCall_Fails_TheSlotIsStillRunExactlyOnce(string kind)
    {
        var failures = 0;
        for (var call = 1; call <= 8; call++)
        {
            var world = new PolicyBench().WithLocation().WithPolicy(Given.Schedule("hourly", "0 * * * *"));
            await world.PassAsync();
            world.Time.SetUtcNow(DateTimeOffset.Parse("2026-11-20T02:00:00Z"));
            var asked = world.FailAt(call, Enum.Parse<Fault>(kind));
            await world.PassAsync();
            failures += asked() >= call ? 1 : 0;

            // Whatever was lost, the passes after a restart bring the same as if nothing had happened.
            world.Cluster.Faults = _ => null;
            world.Time.Advance(TimeSpan.FromSeconds(20));
            await world.PassAsync();
            await world.PassAsync();
            Assert.Equal(["shop-hourly-20261120-0200"], world.Cluster.Created);
            var schedule = world.Policy.Status.Schedules.Single();
            Assert.Equal(("shop-hourly-20261120-0200", 1L), (schedule.LastExecution, schedule.MissedRuns));
            Assert.Equal(DateTimeOffset.Parse("2026-11-20T02:00:00Z"), schedule.LastSlot);
        }

        // List, create, write of the status: each of them was made to fail.
        Assert.Equal(3, failures);
    }

    private string Text() => System.Text.Json.JsonSerializer.Serialize(bench.Policy, ApiJsonContext.Default.V1alpha1BackupPolicy);
}
