using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Kubernetes.Client.Configuration;
using k8s.Models;

namespace Kubernetes.Client.Tests.Environment;

/// <summary>An API server of the tests' own, which they may kill, restart and compact.</summary>
/// <remarks>Without watch cache: what etcd has forgotten, the server has forgotten.</remarks>
public sealed class OwnControlPlane : IAsyncLifetime
{
    private const string Variable = "KUBEBUILDER_ASSETS";

    private readonly string directory = Directory.CreateTempSubdirectory("control-plane-").FullName;
    private readonly string? assets = System.Environment.GetEnvironmentVariable(Variable);
    private readonly int port = StandInServer.FreePort();
    private readonly int etcdPort = StandInServer.FreePort();
    private readonly HttpClient etcdClient = new();
    private Process? etcd;
    private Process? server;

    public string Address => $"https://127.0.0.1:{port}";

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private bool IsAvailable => !string.IsNullOrEmpty(assets) && File.Exists(Path.Combine(assets, "kube-apiserver"));

    public async ValueTask InitializeAsync()
    {
        if (!IsAvailable)
        {
            return;
        }

        WriteFiles();
        etcd = Run("etcd", "--data-dir", In("etcd"), "--unsafe-no-fsync", "--listen-client-urls", Etcd, "--advertise-client-urls", Etcd,
            "--listen-peer-urls", "http://127.0.0.1:0", "--initial-advertise-peer-urls", "http://127.0.0.1:1",
            "--initial-cluster", "default=http://127.0.0.1:1");
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync(server);
        await KillAsync(etcd);
        etcdClient.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>A path in the server's folder.</summary>
    public string In(string name) => Path.Combine(directory, name);

    /// <summary>The kubeconfig of an administrator, or of another user.</summary>
    public string Kubeconfig(string user = "{client-certificate: admin.crt, client-key: admin.key}", string? address = null)
    {
        SkipUnlessAvailable();
        var path = In($"{Guid.NewGuid():n}.kubeconfig");
        File.WriteAllText(path, $$$"""
            current-context: own
            contexts: [{name: own, context: {cluster: own, user: own}}]
            clusters: [{name: own, cluster: {server: "{{{address ?? Address}}}", certificate-authority: ca.crt}}]
            users: [{name: own, user: {{{user}}}}]
            """);
        return path;
    }

    internal KubernetesClient Client(string? user = null, string? address = null) => new(
        ClusterConfiguration.FromFile(user is null ? Kubeconfig(address: address) : Kubeconfig(user, address)),
        SharedServer.Options);

    /// <summary>Sets the tokens that the server accepts from its next start.</summary>
    public void AcceptTokens(params string[] tokens) =>
        File.WriteAllLines(In("tokens.csv"), tokens.Select(token => $"{token},tester,tester,\"system:masters\""));

    /// <summary>Kills the server without a word and starts it again on the same port.</summary>
    public async Task RestartAsync()
    {
        SkipUnlessAvailable();
        await KillAsync(server);
        await StartAsync();
    }

    /// <summary>Lets etcd forget all versions but the present one.</summary>
    public async Task CompactAsync()
    {
        var range = await etcdClient.PostAsJsonAsync($"{Etcd}/v3/kv/range", new { key = "AA==" }, Cancel);
        var revision = (await range.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("header").GetProperty("revision").GetString();
        var compaction = await etcdClient.PostAsJsonAsync($"{Etcd}/v3/kv/compaction", new { revision, physical = true }, Cancel);
        compaction.EnsureSuccessStatusCode();
    }

    private void SkipUnlessAvailable() =>
        Assert.SkipUnless(IsAvailable, $"no API server to kill: set {Variable} to a folder with etcd and kube-apiserver");

    private string Etcd => $"http://127.0.0.1:{etcdPort}";

    private async Task StartAsync()
    {
        server = Run("kube-apiserver", $"--etcd-servers={Etcd}", "--bind-address=127.0.0.1", $"--secure-port={port}",
            $"--tls-cert-file={In("server.crt")}", $"--tls-private-key-file={In("server.key")}", $"--client-ca-file={In("ca.crt")}",
            $"--token-auth-file={In("tokens.csv")}", $"--service-account-key-file={In("sa.key")}",
            $"--service-account-signing-key-file={In("sa.key")}", "--service-account-issuer=https://tests", "--authorization-mode=RBAC",
            "--service-cluster-ip-range=10.96.0.0/16", "--disable-admission-plugins=ServiceAccount", "--watch-cache=false",
            "--endpoint-reconciler-type=none");
        using var client = Client();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            try
            {
                // The default namespace is made after the roles: with it, the server is complete.
                if (await client.GetAsync<V1Namespace>("default", null, limit.Token) is not null)
                {
                    return;
                }
            }
            catch (KubernetesException) when (!server.HasExited)
            {
                // Not up yet.
            }

            await Task.Delay(200, limit.Token);
        }
    }

    private void WriteFiles()
    {
        using var certificates = new TestCertificates();
        File.WriteAllText(In("ca.crt"), certificates.AuthorityPem);
        foreach (var (name, subject) in new[] { ("server", "CN=kube-apiserver"), ("admin", "O=system:masters, CN=admin") })
        {
            var (certificate, key) = certificates.Issue(subject);
            File.WriteAllText(In($"{name}.crt"), certificate);
            File.WriteAllText(In($"{name}.key"), key);
        }

        using var signing = RSA.Create(2048);
        File.WriteAllText(In("sa.key"), signing.ExportPkcs8PrivateKeyPem());
        AcceptTokens("good");
    }

    private Process Run(string program, params string[] arguments)
    {
        // Into a file: a pipe that nobody reads would stop the program when it is full.
        var quoted = string.Join(' ', arguments.Select(argument => $"'{argument}'"));
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec '{Path.Combine(assets!, program)}' {quoted} >> '{In(program + ".log")}' 2>&1"]);
        return Process.Start(start)!;
    }

    private static async Task KillAsync(Process? process)
    {
        if (process is null)
        {
            return;
        }

        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
