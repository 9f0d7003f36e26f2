using System.Text.RegularExpressions;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace BackupOperator.Manager.Metrics;

/// <summary>Writes what OpenTelemetry has gathered from the instruments of the runtime, of the client and of .NET.</summary>
/// <remarks>Names follow OpenTelemetry's rules for Prometheus: dots become underscores, the unit is appended, a counter ends
/// with <c>_total</c>.</remarks>
internal sealed partial class InstrumentText : BaseExporter<Metric>
{
    /// <summary>Meters that are exported, and what their names are prefixed with.</summary>
    public static IReadOnlyDictionary<string, string> Meters { get; } = new Dictionary<string, string>
    {
        ["Kubernetes.ControllerRuntime"] = "controller_",
        ["Kubernetes.Client"] = "",
        ["System.Runtime"] = "",
    };

    /// <summary>Where the next collection is written to.</summary>
    public PrometheusText Target { get; set; } = new();

    /// <inheritdoc />
    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            Write(metric);
        }

        return ExportResult.Success;
    }

    private void Write(Metric metric)
    {
        var counter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var histogram = metric.MetricType is MetricType.Histogram;
        var name = NameOf(metric, counter);
        Target.Header(name, counter ? "counter" : histogram ? "histogram" : "gauge", metric.Description);
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = LabelsOf(point);
            if (histogram)
            {
                WriteHistogram(name, labels, point);
                continue;
            }

            Target.Line(name, labels, ValueOf(metric.MetricType, point));
        }
    }

    private void WriteHistogram(string name, List<(string Name, string Value)> labels, in MetricPoint point)
    {
        var count = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            Target.Line(name + "_bucket", [.. labels, ("le", PrometheusText.Number(bucket.ExplicitBound))], count);
        }

        Target.Line(name + "_sum", labels, point.GetHistogramSum());
        Target.Line(name + "_count", labels, count);
    }

    private static double ValueOf(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private static List<(string Name, string Value)> LabelsOf(in MetricPoint point)
    {
        var labels = new List<(string, string)>();
        foreach (var (key, value) in point.Tags)
        {
            labels.Add((Unfit().Replace(key, "_"), value?.ToString() ?? ""));
        }

        return labels;
    }

    private static string NameOf(Metric metric, bool counter)
    {
        var name = Meters.GetValueOrDefault(metric.MeterName, "") + Unfit().Replace(metric.Name, "_");
        var unit = metric.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        name = unit.Length == 0 || name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return counter ? $"{name}_total" : name;
    }

    [GeneratedRegex("[^a-zA-Z0-9_]")]
    private static partial Regex Unfit();
}
