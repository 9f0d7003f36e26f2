using Kubernetes.Client.Models;
using Kubernetes.Client.Tests.Environment;
using k8s.Models;

namespace Kubernetes.Client.Tests.Server;

public sealed class ListTests : IAsyncLifetime
{
    private readonly KubernetesClient client = SharedServer.Client();
    private string scope = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => scope = await SharedServer.NamespaceAsync(client);

    public async ValueTask DisposeAsync()
    {
        await foreach (var map in client.ListAsync<V1ConfigMap>(new ListOptions { Namespace = scope }, CancellationToken.None))
        {
            await client.DeleteAsync<V1ConfigMap>(map.Name(), scope, new DeleteOptions(), CancellationToken.None);
        }

        await client.DeleteAsync<V1Namespace>(scope, null, new DeleteOptions(), CancellationToken.None);
        client.Dispose();
    }

    [Fact]
    public async Task List_MoreThanAPage_GivesEachObjectOnceAndItsKind()
    {
        await Parallel.ForAsync(0, 620, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, cancel) =>
            await client.CreateAsync(Given.ConfigMap(scope, $"map-{number:0000}"), cancel));

        var maps = new List<V1ConfigMap>();
        await foreach (var map in client.ListAsync<V1ConfigMap>(new ListOptions { Namespace = scope, PageSize = 250 }, Cancel))
        {
            maps.Add(map);
        }

        Assert.Equal(Enumerable.Range(0, 620).Select(number => $"map-{number:0000}"), maps.Select(map => map.Name()));
        Assert.All(maps, map => Assert.Equal(("v1", "ConfigMap"), (map.ApiVersion, map.Kind)));
    }

    [Fact]
    public async Task List_LabelSelector_GivesOnlyWhatHasTheLabel()
    {
        var chosen = Given.ConfigMap(scope, "chosen");
        chosen.SetLabel("app", "9");
        await client.CreateAsync(chosen, Cancel);
        await client.CreateAsync(Given.ConfigMap(scope, "other"), Cancel);

        var options = new ListOptions { Namespace = scope, LabelSelector = "app in (9,10)" };
        var names = await client.ListAsync<V1ConfigMap>(options, Cancel).Select(map => map.Name()).ToListAsync(Cancel);

        Assert.Equal(["chosen"], names);
    }

    [Fact]
    public async Task List_WrongSelector_IsInvalid()
    {
        var options = new ListOptions { Namespace = scope, LabelSelector = "((" };

        var refusal = await Assert.ThrowsAsync<KubernetesException>(
            async () => await client.ListAsync<V1ConfigMap>(options, Cancel).ToListAsync(Cancel));

        Assert.True(refusal.IsInvalid);
    }
}
