using System.Net;
using System.Net.Sockets;
using BackupOperator.Manager.Hosting;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BackupOperator.Manager.Tests.Hosting;

/// <summary>The whole process but for its server: pages, probes, registrations.</summary>
public sealed class ManagerHostTests
{
    private readonly ManagerOptions options = new()
    {
        AgentImage = "agent:1",
        MetricsPort = FreePort(),
        HealthPort = FreePort(),
        LeaderElection = false,
        LogLevel = LogLevel.None,
    };

    [Fact]
    public async Task Pages_AreServedOnTheirOwnPortsOnly()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, options.MetricsPort, "/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, options.HealthPort, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, options.HealthPort, "/healthz"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, options.MetricsPort, "/healthz"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, options.HealthPort, "/"));
    }

    [Fact]
    public async Task Metrics_AreScraped_TellOfTheProcessAndOfItsRuntime()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient();
        using var answer = await http.GetAsync(
            new Uri($"http://127.0.0.1:{options.MetricsPort}/metrics"), TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("# TYPE backupoperator_build_info gauge\n", text);
        Assert.Contains("# TYPE dotnet_process_memory_working_set_bytes gauge\n", text);
        Assert.Contains("# TYPE controller_workqueue_depth gauge\n", text);
    }

    [Fact]
    public async Task Readiness_BeforeEveryKindIsListed_NamesWhatIsMissing()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient();
        using var answer = await http.GetAsync(
            new Uri($"http://127.0.0.1:{options.HealthPort}/readyz"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (var kind in new[] { "BackupPolicy", "BackupExecution", "BackupStorageLocation", "RestoreOperation", "Job" })
        {
            Assert.Contains(kind, text);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, int port, string path)
    {
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    // No watch of this cluster ever reports anything: the process is up and not ready.
    private async Task<WebApplication> StartAsync()
    {
        var app = ManagerHost.Build(options, services => services.AddSingleton<IKubernetesClient>(new InMemoryCluster(TimeProvider.System)));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
