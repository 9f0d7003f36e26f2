using System.Collections.Concurrent;
using Kubernetes.Client;
using Kubernetes.Client.Configuration;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Hosting;
using Kubernetes.ControllerRuntime.Leadership;
using Kubernetes.ControllerRuntime.Tests.Fakes;
using Kubernetes.ManifestGenerator;
using Kubernetes.ManifestGenerator.Definitions;
using Kubernetes.ManifestGenerator.Documentation;
using Kubernetes.ManifestGenerator.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Tests;

/// <summary>Two whole operators on a real API server.</summary>
public sealed class ApiServerTests : IAsyncLifetime
{
    private const string Finalizer = "runtime.test/cleanup";

    private static readonly string? Kubeconfig = Environment.GetEnvironmentVariable("BACKUPOPERATOR_TEST_CONTROL_PLANE");

    private readonly string @namespace = $"runtime-{Guid.NewGuid():n}"[..16];
    private readonly BlockingCollection<(string Replica, string Name, int Size)> passes = [];
    private KubernetesClient client = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Kubectl.SkipWithoutServer();
        client = Connect();
        var definition = Yaml.Write(CustomResourceDefinition.Of(typeof(V1Gadget), new TypeDocumentation()));
        await Kubectl.DefineAsync(definition);
        await client.CreateAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = @namespace } }, Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        passes.Dispose();
        if (client is null)
        {
            return;
        }

        await client.DeleteAsync<V1Namespace>(@namespace, null, new DeleteOptions(), CancellationToken.None);
        client.Dispose();
    }

    [Fact(Timeout = 120_000)]
    public async Task TwoOperators_OneWorksTheOtherTakesOverAndNothingIsDoneTwice()
    {
        await using var first = Operator("a");
        await using var second = Operator("b");
        await StartAsync(first);
        await CreateAsync("one");
        Assert.Equal(("a", "one", 1), passes.Take(Cancelled));
        var written = await UntilAsync("one", gadget => gadget.Status.Conditions.Count > 0);
        Assert.Equal([Finalizer], written.Metadata.Finalizers!);
        Assert.Equal(("Ready", "True", "Built"), Short(Assert.Single(written.Status.Conditions)));
        Assert.Equal(written.Metadata.Generation, written.Status.ObservedGeneration);

        await StartAsync(second);
        await StopAsync(first);

        // The successor passes over everything once, and finds nothing to write.
        Assert.Equal(("b", "one", 1), passes.Take(Cancelled));
        await CreateAsync("two");
        Assert.Equal(("b", "two", 1), passes.Take(Cancelled));
        Assert.Equal(written.Metadata.ResourceVersion, (await GetAsync("one"))!.Metadata.ResourceVersion);
        await StopAsync(second);
        Assert.True(string.IsNullOrEmpty(
            (await client.GetAsync<V1Lease>("test", @namespace, Cancelled))!.Spec!.HolderIdentity));
    }

    [Fact(Timeout = 120_000)]
    public async Task SpecChange_IsSeenAndTheTransitionToldOnce()
    {
        await using var host = Operator("a");
        await StartAsync(host);
        await CreateAsync("one");
        await UntilAsync("one", gadget => gadget.Status.ObservedGeneration == 1);

        var before = (await GetAsync("one"))!;
        var larger = client.Copy(before);
        larger.Spec.Size = 99;
        await client.PatchAsync(before, larger, false, Cancelled);
        var stalled = await UntilAsync("one", gadget => gadget.Status.ObservedGeneration == 2);

        Assert.Equal([("Ready", "False", "TooLarge"), ("Stalled", "True", "TooLarge")],
            stalled.Status.Conditions.Select(Short).Order());
        await StopAsync(host);
        var events = new List<Eventsv1Event>();
        await foreach (var told in client.ListAsync<Eventsv1Event>(new ListOptions { Namespace = @namespace }, Cancelled))
        {
            events.Add(told);
        }

        Assert.Equal(["Built", "TooLarge"], events.Select(told => told.Reason!).Order());
        Assert.All(events, told => Assert.Equal("one", told.Regarding!.Name));
    }

    [Fact(Timeout = 120_000)]
    public async Task Deletion_WhileNoOperatorRuns_IsFinishedByTheNext()
    {
        await using var first = Operator("a");
        await StartAsync(first);
        await CreateAsync("one");
        await UntilAsync("one", gadget => gadget.HasFinalizer(Finalizer) && gadget.Status.Conditions.Count > 0);
        await StopAsync(first);
        await client.DeleteAsync<V1Gadget>("one", @namespace, new DeleteOptions(), Cancelled);
        Assert.NotNull((await GetAsync("one"))!.Metadata.DeletionTimestamp);

        await using var second = Operator("b");
        await StartAsync(second);

        await foreach (var report in client.WatchAsync<V1Gadget>(new ListOptions { Namespace = @namespace }, Cancelled))
        {
            if (report.Type == WatchEventType.Deleted || (report.Type == WatchEventType.Synced && await GetAsync("one") is null))
            {
                break;
            }
        }

        await StopAsync(second);
    }

    private static (string Type, string Status, string Reason) Short(Condition condition) =>
        (condition.Type, condition.Status, condition.Reason);

    private static KubernetesClient Connect() => new(
        ClusterConfiguration.FromFile(Kubeconfig!),
        new KubernetesClientOptions { JsonTypeInfoResolvers = [GadgetJson.Default] });

    private static Task StartAsync(ServiceProvider host) =>
        Task.WhenAll(host.GetServices<IHostedService>().Select(service => service.StartAsync(Cancelled)));

    private static Task StopAsync(ServiceProvider host) =>
        Task.WhenAll(host.GetServices<IHostedService>().Select(service => service.StopAsync(Cancelled)));

    private Task<V1Gadget?> GetAsync(string name) => client.GetAsync<V1Gadget>(name, @namespace, Cancelled);

    private async Task CreateAsync(string name)
    {
        var gadget = Given.Gadget(name);
        gadget.Metadata.NamespaceProperty = @namespace;
        gadget.Metadata.Finalizers = null;
        await client.CreateAsync(gadget, Cancelled);
    }

    private async Task<V1Gadget> UntilAsync(string name, Func<V1Gadget, bool> holds)
    {
        await foreach (var report in client.WatchAsync<V1Gadget>(new ListOptions { Namespace = @namespace }, Cancelled))
        {
            if (report.Entity is { } gadget && gadget.Name() == name && holds(gadget))
            {
                return gadget;
            }
        }

        throw new InvalidOperationException("the watch ended");
    }

    private ServiceProvider Operator(string replica)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IKubernetesClient>(_ => Connect());
        services.AddSingleton(new ScriptedController(gadget =>
        {
            if (gadget.Metadata.DeletionTimestamp is null)
            {
                passes.Add((replica, gadget.Name(), gadget.Spec.Size), Cancelled);
            }

            return gadget.Spec.Size > 10 ? gadget.Stalled("TooLarge", "at most 10 fit") : gadget.Ready("Built", "it stands");
        }));
        services
            .AddKubernetesOperator(options =>
            {
                options.Name = "runtime.test/operator";
                options.WatchNamespace = @namespace;
                Configure(options.LeaderElection, replica);
            })
            .AddController<ScriptedController, V1Gadget>()
            .AddFinalizer<ScriptedController, V1Gadget>(Finalizer);
        return services.BuildServiceProvider();
    }

    private void Configure(LeaderElectionOptions election, string replica)
    {
        election.LeaseName = "test";
        election.LeaseNamespace = @namespace;
        election.Identity = replica;
        election.RetryPeriod = TimeSpan.FromSeconds(0.5);
    }
}
