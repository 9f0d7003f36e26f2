using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using k8s;
using k8s.Authentication;
using k8s.Models;
using Kubernetes.Client.Tests.Environment;

namespace Kubernetes.Client.Tests.Package;

/// <summary>What the package does on the way to a server, and why this room makes the way itself.</summary>
public sealed class ConnectionFaultTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("package-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Certificate_OfAnotherHostByTheClustersAuthority_IsTakenByThePackageAndRefusedByUs()
    {
        using var certificates = new TestCertificates();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificates.IssueFor("elsewhere.example"));
        var configuration = new KubernetesClientConfiguration
        {
            Host = $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}",
            SslCaCerts = [X509Certificate2.CreateFromPem(certificates.AuthorityPem)],
        };
        using var package = new k8s.Kubernetes(configuration);
        using var ours = new KubernetesClient(configuration, SharedServer.Options);

        var taken = await package.CoreV1.ReadNamespacedConfigMapAsync("one", "mine", cancellationToken: Cancel);
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => ours.GetAsync<V1ConfigMap>("one", "mine", Cancel));

        Assert.Equal("one", taken.Metadata.Name);
        Assert.Contains("certificate", refusal.Message);
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task Token_ThatWasRefused_IsSentAgainByThePackage()
    {
        var path = Path.Combine(directory, "token");
        await File.WriteAllTextAsync(path, "first", Cancel);
        var tokens = new TokenFileAuth(path);
        await tokens.GetAuthenticationHeaderAsync(Cancel);
        await File.WriteAllTextAsync(path, "second", Cancel);

        Assert.Equal("first", (await tokens.GetAuthenticationHeaderAsync(Cancel)).Parameter);
        Assert.DoesNotContain(typeof(ITokenProvider).GetMethods(), method => method.Name.Contains("Refus", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("token: t, as: jane")]
    [InlineData("token: t, as-groups: [admins]")]
    [InlineData("token: t, tokenFile: elsewhere")]
    public void User_WhoAsksForMore_IsReadByThePackageWithoutAWord(string user)
    {
        var path = Path.Combine(directory, "config");
        File.WriteAllText(path, "{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], " +
            $"clusters: [{{name: c, cluster: {{server: 'https://c'}}}}], users: [{{name: u, user: {{{user}}}}}]}}");

        Assert.Equal("t", KubernetesClientConfiguration.BuildConfigFromConfigFile(path).AccessToken);
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using (certificate)
        {
            while (true)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(certificate);
                    var buffer = new byte[8192];
                    await tls.ReadAtLeastAsync(buffer, 1);
                    const string Body = """{"metadata":{"name":"one"}}""";
                    await tls.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
                }
                catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // Whoever refuses the certificate hangs up.
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
                {
                    return;
                }
            }
        }
    }
}
