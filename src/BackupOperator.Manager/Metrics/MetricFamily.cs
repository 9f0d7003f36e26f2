using Prometheus;

namespace BackupOperator.Manager.Metrics;

/// <summary>Series of one name that are computed for one scrape.</summary>
/// <remarks>
/// Each is written through a registry of its own that nobody keeps: a series ends with its object, a counter may begin anew
/// with an object of the same name, and a scrape holds the series of one family at a time. Children that stay between
/// scrapes would take half the time and keep all series of all families in memory.
/// </remarks>
internal sealed class MetricFamily
{
    private readonly Func<MetricFactory, Action<Sample>> open;
    private readonly IEnumerable<Sample> samples;

    private MetricFamily(string name, string help, IEnumerable<Sample> samples, Func<MetricFactory, Action<Sample>> open)
    {
        // prometheus-net writes the text as it is, and a line break would end the page's validity with it.
        if (help.AsSpan().IndexOfAny('\n', '\r', '\\') >= 0)
        {
            throw new ArgumentException(
                $"the help of {name} holds a line break or a backslash; write it in one plain line", nameof(help));
        }

        this.samples = samples;
        this.open = open;
    }

    /// <summary>A family of values that rise and fall.</summary>
    public static MetricFamily Gauge(string name, string help, string[] labels, IEnumerable<Sample> samples) => new(
        name,
        help,
        samples,
        factory =>
        {
            var gauge = factory.CreateGauge(name, help, labels);
            return sample => gauge.WithLabels(sample.Labels).Set(sample.Value);
        });

    /// <summary>A family of values that only rise while their object is there; the name ends with <c>_total</c>.</summary>
    public static MetricFamily Counter(string name, string help, string[] labels, IEnumerable<Sample> samples) => new(
        name,
        help,
        samples,
        factory =>
        {
            var counter = factory.CreateCounter(name, help, labels);
            return sample => counter.WithLabels(sample.Labels).IncTo(sample.Value);
        });

    /// <summary>Writes the family; nothing when it has no series.</summary>
    public async Task WriteAsync(Stream to, CancellationToken cancellationToken)
    {
        var registry = new CollectorRegistry();
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        Action<Sample>? add = null;
        foreach (var sample in samples)
        {
            add ??= open(factory);
            add(sample);
        }

        await registry.CollectAndExportAsTextAsync(to, cancellationToken);
    }
}

/// <summary>One series and its value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Labels">The values of the family's labels, in their order.</param>
internal readonly record struct Sample(double Value, params string[] Labels);
