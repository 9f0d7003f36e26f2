using Kubernetes.Client.Configuration;
using Kubernetes.Client.Models;
using Kubernetes.Client.Tests.Environment;
using k8s.Models;

namespace Kubernetes.Client.Tests.Server;

/// <summary>An API server that forgets, dies and comes back.</summary>
public sealed class LossTests(OwnControlPlane plane) : IClassFixture<OwnControlPlane>
{
    private static CancellationToken Cancel => OwnControlPlane.Cancel;

    [Fact]
    public async Task List_CompactedBetweenPages_GoesOnWithoutRepeating()
    {
        using var client = plane.Client();
        var scope = await SharedServer.NamespaceAsync(client);
        await CreateAsync(client, scope, "a", "b", "c", "d", "e");
        var names = new List<string>();

        await foreach (var map in client.ListAsync<V1ConfigMap>(new ListOptions { Namespace = scope, PageSize = 2 }, Cancel))
        {
            names.Add(map.Name());
            if (names.Count == 2)
            {
                await client.DeleteAsync<V1ConfigMap>("d", scope, new DeleteOptions(), Cancel);
                await plane.CompactAsync();
            }
        }

        // The rest is of the newer version: without d.
        Assert.Equal(["a", "b", "c", "e"], names);
    }

    [Fact]
    public async Task Watch_CompactedWhileAway_ReportsTheDifferenceThenSynced()
    {
        const string Expirations = "kubernetes_client_watch_restarts_total{reason=\"expired\",resource=\"configmaps\"}";
        var metrics = new MetricProbe(SharedServer.Options.Registry);
        using var client = plane.Client();
        var scope = await SharedServer.NamespaceAsync(client);
        await CreateAsync(client, scope, "changes", "goes", "stays");
        await using var line = new FaultyLine(new Uri(plane.Address));
        using var proxied = plane.Client(address: line.Address);
        await using var probe = new WatchProbe<V1ConfigMap>(proxied, new ListOptions { Namespace = scope });
        await probe.NextAsync(4);
        var expired = await metrics.ReadAsync(Expirations);

        line.Close();
        await client.ApplyAsync(Given.ConfigMap(scope, "changes", ("key", "value")), "tests", Cancel);
        await client.DeleteAsync<V1ConfigMap>("goes", scope, new DeleteOptions(), Cancel);
        await CreateAsync(client, scope, "new");
        await plane.CompactAsync();
        line.Open();

        Assert.Equal(["Modified changes", "Added new", "Deleted goes", "Synced"], await probe.NextAsync(4));
        Assert.True(await metrics.ReadAsync(Expirations) > expired, "the server did not say 410");
    }

    [Fact]
    public async Task Watch_ServerKilledAndStarted_GoesOn()
    {
        using var client = plane.Client();
        var scope = await SharedServer.NamespaceAsync(client);
        await using var probe = new WatchProbe<V1ConfigMap>(client, new ListOptions { Namespace = scope });
        await CreateAsync(client, scope, "before");
        Assert.Equal(["Added before"], (await probe.NextAsync(2)).Where(change => change != "Synced"));

        await plane.RestartAsync();
        await CreateAsync(client, scope, "after");

        Assert.Contains("Added after", await UntilAsync(probe, "Added after"));
    }

    [Fact]
    public async Task TokenFile_RotatedWhileTheServerForgotTheOld_IsReadAgainWithinTheRequest()
    {
        plane.AcceptTokens("first");
        File.WriteAllText(plane.In("token"), "first");
        var configuration = ClusterConfiguration.FromFile(plane.Kubeconfig("{token: replaced-below}"));
        configuration.TokenProvider = new TokenFile(plane.In("token"), TimeProvider.System);
        using var client = new KubernetesClient(configuration, SharedServer.Options);
        await plane.RestartAsync();
        await client.GetServerVersionAsync(Cancel);

        plane.AcceptTokens("second");
        File.WriteAllText(plane.In("token"), "second");
        await plane.RestartAsync();

        Assert.NotNull(await client.GetAsync<V1Namespace>("default", null, Cancel));
    }

    [Fact]
    public async Task ExecPlugin_Token_IsUsed()
    {
        plane.AcceptTokens("good");
        await plane.RestartAsync();
        var program = WritePlugin("""
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"good"}}'
            """);
        using var client = plane.Client(Exec(program, "interactiveMode: Never"));

        Assert.NotNull(await client.GetAsync<V1Namespace>("default", null, Cancel));
    }

    [Fact]
    public async Task ExecPlugin_ClientCertificate_IsUsed()
    {
        var program = WritePlugin($$$"""
            pem() { awk '{printf "%s\\n", $0}' "$1"; }
            printf '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"clientCertificateData":"%s","clientKeyData":"%s"}}' "$(pem '{{{plane.In("admin.crt")}}}')" "$(pem '{{{plane.In("admin.key")}}}')"
            """);
        using var client = plane.Client(Exec(program, "interactiveMode: Never", "v1beta1"));

        Assert.NotNull(await client.GetAsync<V1Namespace>("default", null, Cancel));
    }

    [Fact]
    public async Task Get_CertificateOfAnotherAuthority_IsRefused()
    {
        var metrics = new MetricProbe(SharedServer.Options.Registry);
        using var others = new TestCertificates();
        var path = plane.Kubeconfig();
        await File.WriteAllTextAsync(plane.In("other.crt"), others.AuthorityPem, Cancel);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, Cancel)).Replace("ca.crt", "other.crt"), Cancel);
        using var client = new KubernetesClient(ClusterConfiguration.FromFile(path), SharedServer.Options);

        const string Retries = "kubernetes_client_retries_total{resource=\"version\",verb=\"get\"}";
        var retries = await metrics.ReadAsync(Retries);
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => client.GetServerVersionAsync(Cancel));

        Assert.Equal("Unreachable", refusal.Reason);
        Assert.Contains("certificate", refusal.Message);
        Assert.Equal(retries, await metrics.ReadAsync(Retries));
    }

    [Theory]
    [InlineData("kubernetes.default.svc", true)]
    [InlineData("elsewhere.example", false)]
    public async Task Get_TlsServerName_IsWhatTheCertificateMustHave(string name, bool accepted)
    {
        var path = plane.Kubeconfig();
        var text = await File.ReadAllTextAsync(path, Cancel);
        await File.WriteAllTextAsync(path, text.Replace("ca.crt}", $"ca.crt, tls-server-name: {name}}}"), Cancel);
        using var client = new KubernetesClient(ClusterConfiguration.FromFile(path), SharedServer.Options);

        var error = await Record.ExceptionAsync(() => client.GetServerVersionAsync(Cancel));

        Assert.Equal(accepted, error is null);
    }

    private string WritePlugin(string script)
    {
        var folder = Directory.CreateDirectory(plane.In($"plugin-{Guid.NewGuid():n}"));
        var program = Path.Combine(folder.FullName, "login");
        File.WriteAllText(program, script + "\n");
        return program;
    }

    private static string Exec(string program, string more, string version = "v1") =>
        $"{{exec: {{apiVersion: client.authentication.k8s.io/{version}, command: /bin/sh, args: [\"{program}\"], " +
        $"env: [{{name: RUNS, value: \"{Path.GetDirectoryName(program)}\"}}], {more}}}}}";

    private static async Task CreateAsync(KubernetesClient client, string scope, params string[] names)
    {
        foreach (var name in names)
        {
            await client.CreateAsync(Given.ConfigMap(scope, name), Cancel);
        }
    }

    private static async Task<IReadOnlyList<string>> UntilAsync(WatchProbe<V1ConfigMap> probe, string awaited)
    {
        var seen = new List<string>();
        while (!seen.Contains(awaited))
        {
            seen.AddRange(await probe.NextAsync(1));
        }

        return seen;
    }
}
