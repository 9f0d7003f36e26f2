using System.Collections.Concurrent;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.Client.Tests.Environment;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Health;
using Kubernetes.ControllerRuntime.Hosting;
using Kubernetes.ControllerRuntime.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Tests;

public sealed class OperatorTests
{
    private readonly InMemoryClient client = new();
    private readonly BlockingCollection<string> passes = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Operator_ObjectsBeforeAndAfterItsStart_AllGetAPass()
    {
        await client.CreateAsync(Given.Gadget("early"), Cancelled);
        await using var host = Host(Noting);
        await StartAsync(host);
        Assert.Equal("early", passes.Take(Cancelled));

        await client.CreateAsync(Given.Gadget("late"), Cancelled);

        Assert.Equal("late", passes.Take(Cancelled));
        Assert.True(host.GetRequiredService<OperatorHealth>().Readiness().IsHealthy);
        Assert.True(host.GetRequiredService<OperatorHealth>().Liveness().IsHealthy);
        await StopAsync(host);
    }

    [Fact(Timeout = 120_000)]
    public async Task StatusWrite_OfOurs_BringsNoFurtherPass()
    {
        await using var host = Host(Noting);
        await StartAsync(host);
        await client.CreateAsync(Given.Gadget("first"), Cancelled);
        Assert.Equal("first", passes.Take(Cancelled));

        // What was reported before the second object's arrival has been taken from the queue before its pass.
        await client.CreateAsync(Given.Gadget("second"), Cancelled);
        Assert.Equal("second", passes.Take(Cancelled));
        await client.CreateAsync(Given.Gadget("third"), Cancelled);

        Assert.Equal("third", passes.Take(Cancelled));
        await StopAsync(host);
        Assert.Empty(passes);
    }

    [Fact(Timeout = 120_000)]
    public async Task OwnedObject_Changing_BringsItsOwnerBack()
    {
        var owner = await client.CreateAsync(Given.Gadget("owner"), Cancelled);
        await using var host = Host(Noting, controller => controller.Owns<V1ConfigMap>());
        await StartAsync(host);
        Assert.Equal("owner", passes.Take(Cancelled));

        var map = new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "child", NamespaceProperty = "ns" } }.OwnedBy(owner);
        await client.CreateAsync(map, Cancelled);
        Assert.Equal("owner", passes.Take(Cancelled));
        await client.DeleteAsync<V1ConfigMap>("child", "ns", new DeleteOptions(), Cancelled);

        Assert.Equal("owner", passes.Take(Cancelled));
        await StopAsync(host);
    }

    [Fact(Timeout = 120_000)]
    public async Task OtherObject_Changing_BringsBackWhatTheMapperNames()
    {
        await client.CreateAsync(Given.Gadget("one"), Cancelled);
        await using var host = Host(Noting, controller => controller.Watches<V1ConfigMap>(
            (map, gadgets) => gadgets.List(map.Namespace()).Select(gadget => EntityKey.Of(gadget))));
        await StartAsync(host);
        Assert.Equal("one", passes.Take(Cancelled));

        var map = new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "settings", NamespaceProperty = "ns" } };
        await client.CreateAsync(map, Cancelled);

        Assert.Equal("one", passes.Take(Cancelled));
        await StopAsync(host);
    }

    [Fact(Timeout = 120_000)]
    public async Task Watch_CutWhileAnObjectGoes_IsForgottenWhenItBeginsAnew()
    {
        var time = new ManualTime();
        var watch = new SharedWatch<V1Gadget>(
            client, new ListOptions(), Given.Metrics(), time, NullLogger<SharedWatch<V1Gadget>>.Instance);
        var changes = new BlockingCollection<(string Name, bool Gone)>();
        watch.Subscribe(change => changes.Add((change.Key.Name, change.After is null), Cancelled));
        await client.CreateAsync(Given.Gadget("stays"), Cancelled);
        await client.CreateAsync(Given.Gadget("goes"), Cancelled);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var run = watch.RunAsync(stop.Token);
        await watch.Synced.WaitAsync(Cancelled);
        Assert.Equal(["goes", "stays"], new[] { changes.Take(Cancelled).Name, changes.Take(Cancelled).Name }.Order());

        client.CutWatches();
        await client.DeleteAsync<V1Gadget>("goes", "ns", new DeleteOptions(), Cancelled);
        while (!changes.TryTake(out _, 10, Cancelled))
        {
            // The pause before the new beginning starts when the cut is noticed.
            time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(("goes", true), changes.Take(Cancelled));
        Assert.Equal("stays", Assert.Single(watch.Cache.List()).Name());
        await stop.CancelAsync();
        await run;
    }

    [Fact(Timeout = 120_000)]
    public async Task Shutdown_PassInHand_IsAwaitedAndItsStatusWrittenBeforeTheLeaseIsReleased()
    {
        await client.CreateAsync(Given.Gadget("one"), Cancelled);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = Host(async (gadget, token) =>
        {
            passes.Add(gadget.Name(), Cancelled);
            await finish.Task.WaitAsync(token);
            return gadget.Ready("Built");
        });
        await StartAsync(host);
        passes.Take(Cancelled);

        var stop = StopAsync(host);
        Assert.False(stop.IsCompleted);
        finish.SetResult();
        await stop;

        Assert.Equal("Built", client.Find<V1Gadget>("one")!.Status.Conditions[0].Reason);
        Assert.Equal(["patch-status Gadget", "create Event", "patch Lease"], client.Writes.TakeLast(3));
    }

    [Fact(Timeout = 120_000)]
    public async Task Shutdown_PassThatDoesNotEnd_IsCancelledAfterTheTimeout()
    {
        await client.CreateAsync(Given.Gadget("one"), Cancelled);
        await using var host = Host(
            async (gadget, token) =>
            {
                passes.Add(gadget.Name(), Cancelled);
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return gadget.Ready();
            },
            options: options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        await StartAsync(host);
        passes.Take(Cancelled);

        await StopAsync(host);

        Assert.DoesNotContain("patch-status Gadget", client.Writes);
    }

    [Fact(Timeout = 120_000)]
    public async Task FailingPass_IsTriedAgainUntilItSucceeds()
    {
        await client.CreateAsync(Given.Gadget("one"), Cancelled);
        var failures = 4;
        await using var host = Host(
            (gadget, _) =>
            {
                if (failures-- > 0)
                {
                    throw new IOException("not yet");
                }

                passes.Add(gadget.Name(), Cancelled);
                return Task.FromResult(gadget.Ready("Built"));
            },
            options: options => options.Backoff = new() { First = TimeSpan.FromMilliseconds(1) });
        await StartAsync(host);

        Assert.Equal("one", passes.Take(Cancelled));
        await StopAsync(host);
        Assert.Equal("Ready", Assert.Single(client.Find<V1Gadget>("one")!.Status.Conditions).Type);
    }

    [Fact(Timeout = 120_000)]
    public async Task PassThatHeedsNoCancellation_IsReportedAsNotAliveUntilItEnds()
    {
        await client.CreateAsync(Given.Gadget("one"), Cancelled);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var time = new ManualTime();
        await using var host = Host(
            async (gadget, _) =>
            {
                passes.Add(gadget.Name(), Cancelled);
                await end.Task;
                return gadget.Ready();
            },
            options: options => options.LeaderElection.Enabled = false,
            time: time);
        var health = host.GetRequiredService<OperatorHealth>();
        await StartAsync(host);
        passes.Take(Cancelled);
        Assert.True(health.Liveness().IsHealthy);

        time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal((false, "a pass takes longer than 00:05:00: Gadget"), (health.Liveness().IsHealthy, health.Liveness().Message));
        end.SetResult();
        await StopAsync(host);
        Assert.True(health.Liveness().IsHealthy);
    }

    [Fact(Timeout = 120_000)]
    public async Task PassThatTakesTooLong_IsCancelledAndTriedAgain()
    {
        await client.CreateAsync(Given.Gadget("one"), Cancelled);
        var tries = 0;
        await using var host = Host(
            async (gadget, token) =>
            {
                if (++tries == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }

                passes.Add(gadget.Name(), Cancelled);
                return gadget.Ready("Built");
            },
            options: options => options.PassTimeout = TimeSpan.FromMilliseconds(100));
        await StartAsync(host);

        Assert.Equal("one", passes.Take(Cancelled));
        await StopAsync(host);
        Assert.Equal("Built", client.Find<V1Gadget>("one")!.Status.Conditions[0].Reason);
    }

    [Fact(Timeout = 120_000)]
    public async Task Readiness_BeforeTheFirstList_NamesWhatIsMissing()
    {
        var gate = new TaskCompletionSource();
        client.Before = verb => verb == "watch Gadget" ? gate.Task : Task.CompletedTask;
        await using var host = Host(Noting);
        var health = host.GetRequiredService<OperatorHealth>();
        await StartAsync(host);
        Assert.Equal((false, "not yet listed: Gadget"), (health.Readiness().IsHealthy, health.Readiness().Message));

        gate.SetResult();
        await client.CreateAsync(Given.Gadget("one"), Cancelled);
        passes.Take(Cancelled);

        Assert.True(health.Readiness().IsHealthy);
        await StopAsync(host);
    }

    [Fact]
    public void Controllers_WithTheSameCondition_AreRefused()
    {
        var builder = new ServiceCollection().AddKubernetesOperator().AddController<ScriptedController, V1Gadget>();
        var error = Assert.Throws<InvalidOperationException>(() => builder.AddController<ScriptedController, V1Gadget>());
        Assert.Contains("condition Ready of Gadget has an owner already", error.Message);
    }

    private static Task StartAsync(ServiceProvider host) =>
        Task.WhenAll(host.GetServices<IHostedService>().Select(service => service.StartAsync(Cancelled)));

    private static Task StopAsync(ServiceProvider host) =>
        Task.WhenAll(host.GetServices<IHostedService>().Select(service => service.StopAsync(Cancelled)));

    private Task<ReconciliationResult<V1Gadget>> Noting(V1Gadget gadget, CancellationToken cancellationToken)
    {
        passes.Add(gadget.Name(), cancellationToken);
        gadget.Status.Progress++;
        return Task.FromResult(gadget.Ready("Built"));
    }

    private ServiceProvider Host(
        Func<V1Gadget, CancellationToken, Task<ReconciliationResult<V1Gadget>>> step,
        Action<ControllerBuilder<V1Gadget>>? controller = null,
        Action<OperatorOptions>? options = null,
        TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IKubernetesClient>(client);
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(new ScriptedController(step));
        services.AddKubernetesOperator(options).AddController<ScriptedController, V1Gadget>(controller);
        return services.BuildServiceProvider();
    }
}
