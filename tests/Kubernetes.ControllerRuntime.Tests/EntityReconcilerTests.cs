using Kubernetes.Client.Tests.Environment;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Events;
using Kubernetes.ControllerRuntime.Reconciling;
using Kubernetes.ControllerRuntime.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Tests;

public sealed class EntityReconcilerTests
{
    private readonly InMemoryClient client = new();
    private readonly EntityCache<V1Gadget> cache = new();
    private readonly ManualTime time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ready_FirstPass_WritesConditionsAndGenerationInOnePatchAndTellsOnce()
    {
        await ExistsAsync(Given.Gadget());
        var reconciler = Reconciler(("Ready", gadget => gadget.Ready("Built", "it stands")));

        await PassAsync(reconciler);

        var status = client.Find<V1Gadget>("one")!.Status;
        var ready = Assert.Single(status.Conditions);
        Assert.Equal(("Ready", "True", "Built", "it stands"), (ready.Type, ready.Status, ready.Reason, ready.Message));
        Assert.Equal((1L, 1L), (status.ObservedGeneration, ready.ObservedGeneration));
        Assert.Equal(time.GetUtcNow(), ready.LastTransitionTime);
        Assert.Equal(["create Gadget", "patch-status Gadget", "create Event"], client.Writes);
        var told = Assert.Single(client.All<Eventsv1Event>());
        Assert.Equal(("Built", "it stands", "Normal", "Gadget"), (told.Reason, told.Note, told.Type, told.Regarding!.Kind));
    }

    [Fact]
    public async Task Pass_Second_ChangesNothing()
    {
        await ExistsAsync(Given.Gadget());
        var reconciler = Reconciler(
            ("Ready", gadget => gadget.Waiting("Building", "half done", TimeSpan.FromSeconds(5))),
            ("Fast", gadget => gadget.Stalled("TooSlow", "it is slow")));
        await PassAsync(reconciler);
        var before = client.Writes.Count;

        time.Advance(TimeSpan.FromMinutes(1));
        var result = await PassAsync(reconciler);

        Assert.Equal(before, client.Writes.Count);
        Assert.Equal(TimeSpan.FromSeconds(5), result.After);
    }

    [Fact]
    public async Task Controllers_TwoOfOneKind_KeepEachOthersConditionsInOnePatch()
    {
        await ExistsAsync(Given.Gadget());
        var turn = 0;
        var reconciler = Reconciler(
            ("Ready", gadget => turn == 0 ? gadget.Ready("Built") : gadget.Waiting("Rebuilding", "again", TimeSpan.FromHours(1))),
            ("Fast", gadget => turn == 0 ? gadget.Stalled("TooSlow", "slow") : gadget.Unchanged(TimeSpan.FromMinutes(1))));
        await PassAsync(reconciler);
        Assert.Equal(1, client.Writes.Count(write => write == "patch-status Gadget"));

        turn = 1;
        var result = await PassAsync(reconciler);

        var conditions = client.Find<V1Gadget>("one")!.Status.Conditions.ToDictionary(condition => condition.Type);
        Assert.Equal(["Fast", "Ready", "Reconciling"], conditions.Keys.Order());
        Assert.Equal(("False", "TooSlow"), (conditions["Fast"].Status, conditions["Fast"].Reason));
        Assert.Equal(("False", "Rebuilding"), (conditions["Ready"].Status, conditions["Ready"].Reason));
        Assert.Equal(TimeSpan.FromMinutes(1), result.After);
    }

    [Fact]
    public async Task Condition_SameStatusWithAnotherMessage_KeepsItsTransitionTimeAndTellsNothing()
    {
        await ExistsAsync(Given.Gadget());
        var message = "10 %";
        var reconciler = Reconciler(("Ready", gadget => gadget.Waiting("Building", message, TimeSpan.FromSeconds(1))));
        await PassAsync(reconciler);
        var began = client.Find<V1Gadget>("one")!.Status.Conditions[0].LastTransitionTime;

        message = "20 %";
        time.Advance(TimeSpan.FromMinutes(1));
        await PassAsync(reconciler);

        Assert.All(client.Find<V1Gadget>("one")!.Status.Conditions, condition =>
            Assert.Equal((began, "20 %"), (condition.LastTransitionTime, condition.Message)));
        Assert.Single(client.All<Eventsv1Event>());
    }

    [Fact]
    public async Task Event_SameTransitionAgain_CountsUpASeries()
    {
        await ExistsAsync(Given.Gadget());
        var ready = true;
        var reconciler = Reconciler(("Ready", gadget =>
            ready ? gadget.Ready("Built", "it stands") : gadget.Stalled("Broken", "it fell")));
        foreach (var state in new[] { true, false, true, false, true })
        {
            ready = state;
            await PassAsync(reconciler);
        }

        var events = client.All<Eventsv1Event>().ToDictionary(told => told.Reason!);
        Assert.Equal((3, 2), (events["Built"].Series!.Count, events["Broken"].Series!.Count));
        Assert.Equal("Warning", events["Broken"].Type);
    }

    [Fact]
    public async Task Throw_AfterChangingTheStatus_KeepsWhatWasChangedAndShowsTheErrorOnTheThirdTry()
    {
        await ExistsAsync(Given.Gadget());
        var progress = 0;
        var reconciler = Reconciler(
            ("Ready", gadget =>
            {
                gadget.Status.Progress = ++progress;
                throw new InvalidOperationException("the crane is stuck");
            }),
            ("Fast", gadget => gadget.Ready("InTime")));

        Assert.IsType<InvalidOperationException>((await PassAsync(reconciler, 0)).Failure);
        Assert.Equal(1, client.Find<V1Gadget>("one")!.Status.Progress);
        Assert.Equal("Fast", Assert.Single(client.Find<V1Gadget>("one")!.Status.Conditions).Type);
        await PassAsync(reconciler, 1);
        await PassAsync(reconciler, 2);

        var status = client.Find<V1Gadget>("one")!.Status;
        var reconciling = status.Conditions.Single(condition => condition.Type == "Reconciling");
        Assert.Equal(("True", RuntimeCondition.RetryingReason, "the crane is stuck"),
            (reconciling.Status, reconciling.Reason, reconciling.Message));
        Assert.Null(status.ObservedGeneration);
        Assert.Equal(3, status.Progress);
    }

    [Fact]
    public async Task Unchanged_AfterShownFailures_TakesThemBack()
    {
        await ExistsAsync(Given.Gadget());
        var fails = true;
        var reconciler = Reconciler(("Ready", gadget => fails ? throw new IOException("no") : gadget.Unchanged()));
        await PassAsync(reconciler, 5);
        Assert.NotEmpty(client.Find<V1Gadget>("one")!.Status.Conditions);

        fails = false;
        await PassAsync(reconciler);

        Assert.Empty(client.Find<V1Gadget>("one")!.Status.Conditions);
    }

    [Fact]
    public async Task Finalizer_NewObject_IsAttachedBeforeTheControllerRuns()
    {
        await ExistsAsync(Given.Gadget());
        IList<string>? held = null;
        var reconciler = Reconciler([("Ready", gadget =>
        {
            held = gadget.Metadata.Finalizers;
            return gadget.Ready();
        })], ("runtime.test/cleanup", gadget => gadget.Ready()));

        await PassAsync(reconciler);

        Assert.Equal(["runtime.test/cleanup"], held!);
        Assert.Equal(["runtime.test/cleanup"], client.Find<V1Gadget>("one")!.Metadata.Finalizers!);
    }

    [Fact]
    public async Task Finalizer_Deletion_WaitsUntilDoneThenLetsGoAndNeverReconciles()
    {
        await ExistsAsync(Given.Gadget("one", "runtime.test/cleanup"));
        await client.DeleteAsync<V1Gadget>("one", "ns", new(), Cancelled);
        cache.Put(client.Find<V1Gadget>("one")!);
        var done = false;
        var reconciler = Reconciler(
            [("Ready", _ => throw new InvalidOperationException("a controller saw a deleted object"))],
            ("runtime.test/cleanup", gadget =>
                done ? gadget.Ready() : gadget.Waiting("CleaningUp", "rubble", TimeSpan.FromSeconds(3))));

        var waiting = await PassAsync(reconciler);
        Assert.Equal(TimeSpan.FromSeconds(3), waiting.After);
        Assert.Equal("CleaningUp", client.Find<V1Gadget>("one")!.Status.Conditions[0].Reason);

        done = true;
        var gone = await PassAsync(reconciler);

        Assert.Null(gone.Failure);
        Assert.Null(client.Find<V1Gadget>("one"));
    }

    [Fact]
    public async Task Finalizer_OfAnotherSetMeanwhile_IsNotLost()
    {
        await ExistsAsync(Given.Gadget());
        var stored = client.Find<V1Gadget>("one")!;
        var changed = client.Copy(stored);
        changed.Metadata.Finalizers = ["other/one"];
        await client.PatchAsync(stored, changed, false, Cancelled);
        var reconciler = Reconciler([("Ready", gadget => gadget.Ready())], ("runtime.test/cleanup", gadget => gadget.Ready()));

        await Assert.ThrowsAsync<Client.KubernetesException>(() => PassAsync(reconciler));
        Assert.Equal(["other/one"], client.Find<V1Gadget>("one")!.Metadata.Finalizers!);
        cache.Put(client.Find<V1Gadget>("one")!);
        await PassAsync(reconciler);

        Assert.Equal(["other/one", "runtime.test/cleanup"], client.Find<V1Gadget>("one")!.Metadata.Finalizers!);
    }

    [Fact]
    public async Task SpecChange_ArrivingWithTheAnswerToTheStatusPatch_AsksForAnotherPass()
    {
        await ExistsAsync(Given.Gadget());
        var reconciler = Reconciler(("Ready", gadget => gadget.Ready("Built", $"size {gadget.Spec.Size}")));
        client.Before = async verb =>
        {
            if (verb == "patch-status Gadget")
            {
                client.Before = _ => Task.CompletedTask;
                var stored = client.Find<V1Gadget>("one")!;
                var larger = client.Copy(stored);
                larger.Spec.Size = 2;
                await client.PatchAsync(stored, larger, false, Cancelled);
            }
        };

        var overtaken = await PassAsync(reconciler);
        Assert.Equal(TimeSpan.Zero, overtaken.After);
        Assert.Equal(1, client.Find<V1Gadget>("one")!.Status.ObservedGeneration);
        await PassAsync(reconciler);

        var status = client.Find<V1Gadget>("one")!.Status;
        Assert.Equal((2L, "size 2"), (status.ObservedGeneration, status.Conditions[0].Message));
    }

    [Fact]
    public async Task LostLeadership_DuringAPass_WritesNothing()
    {
        await ExistsAsync(Given.Gadget());
        using var lost = new CancellationTokenSource();
        var reconciler = new EntityReconciler<V1Gadget>(
            client,
            cache,
            [new ControllerRegistration<V1Gadget>(
                new ScriptedController(async (gadget, token) =>
                {
                    gadget.Status.Progress = 9;
                    await lost.CancelAsync();
                    token.ThrowIfCancellationRequested();
                    return gadget.Ready();
                }),
                "Ready")],
            [],
            Recorder(),
            time);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reconciler.RunAsync(Given.Key, 0, lost.Token, lost.Token));

        Assert.Equal(["create Gadget"], client.Writes);
    }

    [Theory]
    [InlineData("patch Gadget")]
    [InlineData("patch-status Gadget")]
    [InlineData("create Event")]
    public async Task Failure_AtEachRequest_TheNextPassesReachTheSameEnd(string request)
    {
        await ExistsAsync(Given.Gadget());
        var reconciler = Reconciler(
            [("Ready", gadget => gadget.Ready("Built", "it stands"))], ("runtime.test/cleanup", gadget => gadget.Ready()));
        var failures = 1;
        client.Before = verb => verb == request && failures-- > 0
            ? throw new Client.KubernetesException(null, "", "connection reset")
            : Task.CompletedTask;

        try
        {
            await PassAsync(reconciler);
        }
        catch (Client.KubernetesException)
        {
            // The runtime puts the object back; the next pass is here.
        }

        await PassAsync(reconciler);

        var gadget = client.Find<V1Gadget>("one")!;
        Assert.True(failures <= 0, "the fault never struck");
        Assert.Equal(["runtime.test/cleanup"], gadget.Metadata.Finalizers!);
        Assert.Equal("Built", Assert.Single(gadget.Status.Conditions).Reason);
    }

    private async Task ExistsAsync(V1Gadget gadget) => cache.Put(await client.CreateAsync(gadget, Cancelled));

    private static Task<PassResult> PassAsync(EntityReconciler<V1Gadget> reconciler, int failures = 0) =>
        reconciler.RunAsync(Given.Key, failures, Cancelled, Cancelled);

    private EventRecorder Recorder() =>
        new(client, "runtime.test/operator", "replica", time, NullLogger<EventRecorder>.Instance);

    private EntityReconciler<V1Gadget> Reconciler(
        params (string Condition, Func<V1Gadget, ReconciliationResult<V1Gadget>> Step)[] controllers) => Reconciler(controllers, []);

    private EntityReconciler<V1Gadget> Reconciler(
        (string Condition, Func<V1Gadget, ReconciliationResult<V1Gadget>> Step)[] controllers,
        params (string Name, Func<V1Gadget, ReconciliationResult<V1Gadget>> Step)[] finalizers) => new(
            client,
            cache,
            [.. controllers.Select(entry => new ControllerRegistration<V1Gadget>(new ScriptedController(entry.Step), entry.Condition))],
            [.. finalizers.Select(entry => new FinalizerRegistration<V1Gadget>(new ScriptedController(entry.Step), entry.Name))],
            Recorder(),
            time);
}
