using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace BackupOperator.Manager.Metrics;

/// <summary>The page that Prometheus scrapes.</summary>
/// <remarks>Series of policies, locations and restores are written by the replica that leads alone: of two that tell the same,
/// an alert would fire twice and a sum count double.</remarks>
internal sealed class MetricsPage : IDisposable
{
    // The default bounds are meant for milliseconds; ours are seconds, from a fast request to a pass that is cut off.
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

    private readonly Lock gate = new();
    private readonly InstrumentText instruments = new();
    private readonly BaseExportingMetricReader reader;
    private readonly MeterProvider provider;
    private readonly IReadOnlyList<IMetricSource> sources;
    private readonly Func<bool> isLeader;
    private readonly TimeProvider time;
    private readonly string version;

    /// <summary>Makes the page and begins to gather.</summary>
    public MetricsPage(IEnumerable<IMetricSource> sources, Func<bool> isLeader, TimeProvider time, string version)
    {
        this.sources = [.. sources];
        this.isLeader = isLeader;
        this.time = time;
        this.version = version;
        reader = new BaseExportingMetricReader(instruments);
        provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter([.. InstrumentText.Meters.Keys])
            .AddView(StreamOf)
            .AddReader(reader)
            .Build();
    }

    /// <summary>Writes the page as of now.</summary>
    public string Write()
    {
        var text = new PrometheusText();
        text.Family(
            "backupoperator_build_info", "gauge", "The version that runs; the value is always 1.", [new Sample(1, ("version", version))]);
        if (isLeader())
        {
            foreach (var source in sources)
            {
                source.Write(text, time.GetUtcNow());
            }
        }

        lock (gate)
        {
            instruments.Target = text;
            reader.Collect();
        }

        return text.ToString();
    }

    private static MetricStreamConfiguration? StreamOf(Instrument instrument) => instrument switch
    {
        // Prometheus keeps the ending for histograms; .NET counts its processors and timers under it.
        { Meter.Name: "System.Runtime" } when instrument.Name.EndsWith(".count", StringComparison.Ordinal) => MetricStreamConfiguration.Drop,
        Histogram<double> { Unit: "s" } => new ExplicitBucketHistogramConfiguration { Boundaries = Seconds },
        _ => null,
    };

    /// <inheritdoc />
    public void Dispose()
    {
        provider.Dispose();
        reader.Dispose();
        instruments.Dispose();
    }
}
