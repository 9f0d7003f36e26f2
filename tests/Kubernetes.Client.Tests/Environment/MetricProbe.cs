using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kubernetes.Client.Tests.Environment;

/// <summary>Collects what the client counts, by instrument and tags.</summary>
internal sealed class MetricProbe : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, double> sums = new();

    public MetricProbe()
    {
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == "Kubernetes.Client")
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
    }

    /// <summary>The sum under a name such as <c>kubernetes.client.requests get jobs 200</c>.</summary>
    public double this[string name] => sums.GetValueOrDefault(name);

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        foreach (var tag in tags)
        {
            name += $" {tag.Value}";
        }

        sums.AddOrUpdate(name, value, (_, sum) => sum + value);
    }
}
