using System.Text;
using Kubernetes.ControllerRuntime.Metrics;
using Kubernetes.ControllerRuntime.Queueing;
using Prometheus;

namespace Kubernetes.ControllerRuntime.Tests;

public sealed class RuntimeMetricsTests
{
    private readonly CollectorRegistry registry = new();

    [Fact]
    public async Task Queue_AddsAndDepth_AreCountedByKind()
    {
        using (var queue = new KeyedQueue("Counted", new RuntimeMetrics(registry), TimeProvider.System))
        {
            queue.Add(new EntityKey("ns", "one"));
            queue.Add(new EntityKey("ns", "one"));
            queue.Add(new EntityKey("ns", "two"));
            await ShowsAsync("controller_workqueue_adds_total{kind=\"Counted\"} 2");
            await ShowsAsync("controller_workqueue_depth{kind=\"Counted\"} 2");
            queue.Done(await queue.TakeAsync(TestContext.Current.CancellationToken));
            await ShowsAsync("controller_workqueue_depth{kind=\"Counted\"} 1");
        }

        await ShowsAsync("controller_workqueue_depth{kind=\"Counted\"} 0");
    }

    [Fact]
    public async Task Instruments_OfTwoOperatorsInOneRegistry_CountTogether()
    {
        foreach (var operation in new[] { "first", "second" })
        {
            using var queue = new KeyedQueue("Shared", new RuntimeMetrics(registry), TimeProvider.System);
            queue.Add(new EntityKey("ns", operation));
        }

        await ShowsAsync("controller_workqueue_adds_total{kind=\"Shared\"} 2");
    }

    private async Task ShowsAsync(string line)
    {
        using var page = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains($"\n{line}\n", Encoding.UTF8.GetString(page.ToArray()));
    }
}
