using Kubernetes.Client.Tests.Environment;
using k8s.Models;

namespace Kubernetes.Client.Tests.Server;

public sealed class WatchTests : IAsyncLifetime
{
    private readonly KubernetesClient direct = SharedServer.Client();
    private readonly FaultyLine line = new(new Uri(SharedServer.Configuration.Host));
    private readonly KubernetesClient proxied;
    private string scope = "";

    public WatchTests()
    {
        var configuration = SharedServer.Configuration;
        configuration.Host = line.Address;
        proxied = new KubernetesClient(configuration, SharedServer.Options);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ListOptions All => new() { Namespace = scope, PageSize = 2 };

    public async ValueTask InitializeAsync() => scope = await SharedServer.NamespaceAsync(direct);

    public async ValueTask DisposeAsync()
    {
        proxied.Dispose();
        await line.DisposeAsync();
        await direct.DeleteAsync<V1Namespace>(scope, null, new DeleteOptions(), CancellationToken.None);
        direct.Dispose();
    }

    [Fact]
    public async Task Watch_PresentObjectsOfSeveralPages_AreAddedThenSynced()
    {
        await CreateAsync("a", "b", "c");

        await using var probe = new WatchProbe<V1ConfigMap>(proxied, All);

        Assert.Equal(["Added a", "Added b", "Added c", "Synced"], await probe.NextAsync(4));
    }

    [Fact]
    public async Task Watch_Changes_AreReportedInOrder()
    {
        await using var probe = new WatchProbe<V1ConfigMap>(proxied, All);
        await probe.NextAsync(1);

        var created = await CreateAsync("a");
        var changed = direct.Copy(created);
        changed.Data = new Dictionary<string, string> { ["key"] = "value" };
        await direct.PatchAsync(created, changed, optimistic: false, Cancel);
        await direct.DeleteAsync<V1ConfigMap>("a", scope, new DeleteOptions(), Cancel);

        Assert.Equal(["Added a", "Modified a", "Deleted a"], await probe.NextAsync(3));
    }

    [Fact]
    public async Task Watch_LabelTakenAway_IsDeleted()
    {
        var labelled = Given.ConfigMap(scope, "a");
        labelled.SetLabel("app", "shop");
        var created = await direct.CreateAsync(labelled, Cancel);
        await using var probe = new WatchProbe<V1ConfigMap>(proxied, All with { LabelSelector = "app=shop" });
        await probe.NextAsync(2);

        var changed = direct.Copy(created);
        changed.SetLabel("app", null);
        await direct.PatchAsync(created, changed, optimistic: false, Cancel);

        Assert.Equal(["Deleted a"], await probe.NextAsync(1));
    }

    [Fact]
    public async Task Watch_LineCut_ResumesWithoutRepeatingOrLosing()
    {
        await CreateAsync("a");
        await using var probe = new WatchProbe<V1ConfigMap>(proxied, All);
        await probe.NextAsync(2);
        await CreateAsync("b");
        await probe.NextAsync(1);

        line.Close();
        await CreateAsync("c");
        await direct.DeleteAsync<V1ConfigMap>("a", scope, new DeleteOptions(), Cancel);
        line.Open();

        // Resumed from the last version: neither a nor b is reported again, and nothing is listed.
        Assert.Equal(["Added c", "Deleted a"], await probe.NextAsync(2));
    }

    [Fact]
    public async Task Watch_LineClosedForLong_ReportsTheDifference()
    {
        await CreateAsync("a");
        await using var probe = new WatchProbe<V1ConfigMap>(proxied, All);
        await probe.NextAsync(2);

        line.Close();
        var before = line.Connections;
        await CreateAsync("b");
        await direct.DeleteAsync<V1ConfigMap>("a", scope, new DeleteOptions(), Cancel);
        await CreateAsync("a");
        await Until(() => line.Connections > before + 3);
        line.Open();

        // After several refusals a list is asked: the second a is another object than the first.
        var changes = await probe.NextAsync(4);
        Assert.Equal(["Added a", "Added b", "Deleted a", "Synced"], changes.Order().ToArray());
        Assert.Equal("Synced", changes[3]);
        Assert.True(changes.ToList().IndexOf("Deleted a") < changes.ToList().IndexOf("Added a"));
    }

    [Fact]
    public async Task Watch_WrongSelector_EndsWithTheServersWord()
    {
        await using var probe = new WatchProbe<V1ConfigMap>(proxied, All with { LabelSelector = "((" });

        var refusal = await Assert.ThrowsAsync<System.Threading.Channels.ChannelClosedException>(() => probe.NextAsync());

        Assert.True(Assert.IsType<KubernetesException>(refusal.InnerException).IsInvalid);
    }

    private async Task<V1ConfigMap> CreateAsync(params string[] names)
    {
        V1ConfigMap? last = null;
        foreach (var name in names)
        {
            last = await direct.CreateAsync(Given.ConfigMap(scope, name), Cancel);
        }

        return last!;
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
