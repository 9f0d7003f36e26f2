using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Kubernetes.ControllerRuntime.Metrics;
using Kubernetes.ControllerRuntime.Queueing;

namespace Kubernetes.ControllerRuntime.Tests;

public sealed class RuntimeMetricsTests
{
    [Fact]
    public async Task Queue_AddsAndDepth_AreCountedByKind()
    {
        var sums = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == RuntimeMetrics.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new KeyValuePair<string, object?>("kind", "Counted")))
            {
                sums.AddOrUpdate(instrument.Name, value, (_, before) => before + value);
            }
        });
        listener.Start();

        using (var queue = new KeyedQueue("Counted", TimeProvider.System))
        {
            queue.Add(new EntityKey("ns", "one"));
            queue.Add(new EntityKey("ns", "one"));
            queue.Add(new EntityKey("ns", "two"));
            Assert.Equal((2, 2), (sums["workqueue.adds"], sums["workqueue.depth"]));
            queue.Done(await queue.TakeAsync(TestContext.Current.CancellationToken));
            Assert.Equal(1, sums["workqueue.depth"]);
        }

        Assert.Equal(0, sums["workqueue.depth"]);
    }
}
