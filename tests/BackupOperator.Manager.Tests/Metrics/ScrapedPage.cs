using System.Text;
using BackupOperator.Manager.Metrics;
using Kubernetes.Client;
using Kubernetes.ControllerRuntime.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

namespace BackupOperator.Manager.Tests.Metrics;

/// <summary>The page with all that a manager has on it, read as Prometheus reads it but for the network.</summary>
internal sealed class ScrapedPage : IDisposable
{
    private readonly CollectorRegistry registry = new();
    private readonly ProcessMetrics process;
    private readonly KubernetesClient client;
    private readonly ServiceProvider services = new ServiceCollection().BuildServiceProvider();
    private readonly RequestDelegate pipeline;

    public ScrapedPage(IReadOnlyList<IMetricSource> sources, Func<bool> isLeader, TimeProvider time)
    {
        process = new ProcessMetrics(registry);
        _ = new RuntimeMetrics(registry);
        client = new KubernetesClient(
            new k8s.KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, new KubernetesClientOptions { Registry = registry });
        var app = new ApplicationBuilder(services);
        new MetricsPage(registry, sources, isLeader, time, "1.2.3").Serve(app);
        pipeline = app.Build();
    }

    public async Task<string> ReadAsync()
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await pipeline(context);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", context.Response.ContentType);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    public void Dispose()
    {
        process.Dispose();
        client.Dispose();
        services.Dispose();
    }
}
