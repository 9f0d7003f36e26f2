using k8s;
using k8s.Autorest;
using k8s.Models;
using Kubernetes.Client.Tests.Environment;

namespace Kubernetes.Client.Tests.Package;

/// <summary>What the package does with requests, and why ours are sent by this room. A test that begins to fail says that a release of
/// the package can take the place over.</summary>
public sealed class RequestFaultTests
{
    private const string Traversal = "../../other/configmaps/theirs";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Name_WithSlashes_LeadsThePackageToAnotherNamespaceAndUsNowhere()
    {
        using var server = Answering("""{"metadata":{"name":"theirs"}}""");
        using var package = Package(server);
        using var ours = server.Client();

        await package.CustomObjects.GetNamespacedCustomObjectAsync("example.com", "v1", "mine", "configmaps", Traversal, Cancel);
        await ours.GetAsync<V1ConfigMap>(Traversal, "mine", Cancel);

        Assert.Equal(
            [
                "GET /apis/example.com/v1/namespaces/other/configmaps/theirs",
                "GET /api/v1/namespaces/mine/configmaps/..%2F..%2Fother%2Fconfigmaps%2Ftheirs",
            ],
            server.Requests);
    }

    [Fact]
    public async Task Name_WithQuestionMark_BecomesAQueryOfThePackage()
    {
        using var server = Answering("{}");
        using var package = Package(server);

        await package.CustomObjects.GetNamespacedCustomObjectAsync("example.com", "v1", "mine", "configmaps", "a?b=c", Cancel);

        Assert.Equal(["GET /apis/example.com/v1/namespaces/mine/configmaps/a?b=c"], server.Requests);
    }

    [Fact]
    public async Task Unavailable_IsNotTriedAgainByThePackage()
    {
        using var server = new StandInServer(context => StandInServer.WriteAsync(context, 503, "{}"));
        using var package = Package(server);

        await Assert.ThrowsAsync<HttpOperationException>(() => package.CoreV1.ReadNamespacedConfigMapAsync("one", "mine", cancellationToken: Cancel));

        Assert.Single(server.Requests);
    }

    [Fact]
    public void RateLimit_IsNothingThatThePackageKnows()
    {
        var names = typeof(KubernetesClientConfiguration).GetProperties().Select(property => property.Name);

        Assert.DoesNotContain(names, name => name.Contains("Qps", StringComparison.OrdinalIgnoreCase)
            || name.Contains("Rate", StringComparison.OrdinalIgnoreCase) || name.Contains("Burst", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task List_OfSeveralPages_EndsAfterTheFirstWithThePackage()
    {
        using var server = Answering("""{"metadata":{"continue":"next"},"items":[{"metadata":{"name":"one"}}]}""");
        using var package = Package(server);

        var list = await package.CoreV1.ListNamespacedConfigMapAsync("mine", limit: 1, cancellationToken: Cancel);

        Assert.Equal("next", list.Metadata.ContinueProperty);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task List_WithOneObjectThatDoesNotFit_FailsWholeWithThePackage()
    {
        const string List = """{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b","namespace":"shop"},"data":[1]}]}""";
        using var server = Answering(List);
        using var package = Package(server);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => package.CoreV1.ListNamespacedConfigMapAsync("mine", cancellationToken: Cancel));

        Assert.DoesNotContain("shop", error.Message);
    }

    [Fact]
    public async Task Watch_WhoseConnectionEnds_IsNotResumedByThePackage()
    {
        using var server = Answering("""{"type":"ADDED","object":{"metadata":{"name":"one","resourceVersion":"5"}}}""" + "\n");
        using var package = Package(server);
        var seen = new List<string>();

        await foreach (var (_, map) in package.CoreV1.WatchListNamespacedConfigMapAsync("mine", cancellationToken: Cancel))
        {
            seen.Add(map.Metadata.Name);
        }

        Assert.Equal(["one"], seen);
        Assert.Single(server.Requests);
    }

    internal static StandInServer Answering(string body) => new(context => StandInServer.WriteAsync(context, 200, body));

    internal static k8s.Kubernetes Package(StandInServer server) => new(new KubernetesClientConfiguration { Host = server.Address });
}
