using System.Globalization;
using System.Text;

namespace BackupOperator.Manager.Metrics;

/// <summary>Writes Prometheus' text format 0.0.4.</summary>
/// <remarks>No exporter of a library can be had for ASP.NET Core; the format is small and frozen.</remarks>
internal sealed class PrometheusText
{
    /// <summary>The content type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();

    /// <summary>Writes a family of series with one value each; nothing when there are none.</summary>
    /// <param name="name">The name, with its unit and, for a counter, <c>_total</c>.</param>
    /// <param name="type"><c>gauge</c> or <c>counter</c>.</param>
    /// <param name="help">What it tells.</param>
    /// <param name="samples">The series.</param>
    public void Family(string name, string type, string help, IEnumerable<Sample> samples)
    {
        var first = true;
        foreach (var sample in samples)
        {
            if (first)
            {
                Header(name, type, help);
                first = false;
            }

            Line(name, sample.Labels, sample.Value);
        }
    }

    /// <summary>Begins a family.</summary>
    public void Header(string name, string type, string help) => text
        .Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", @"\\").Replace("\n", @"\n")).Append('\n')
        .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    /// <summary>Writes a series of the family that was begun.</summary>
    public void Line(string name, IReadOnlyList<(string Name, string Value)> labels, double value)
    {
        text.Append(name);
        for (var index = 0; index < labels.Count; index++)
        {
            text.Append(index == 0 ? '{' : ',').Append(labels[index].Name).Append("=\"");
            text.Append(labels[index].Value.Replace("\\", @"\\").Replace("\"", "\\\"").Replace("\n", @"\n")).Append('"');
        }

        text.Append(labels.Count > 0 ? "} " : " ").Append(Number(value)).Append('\n');
    }

    /// <summary>All that was written.</summary>
    public override string ToString() => text.ToString();

    /// <summary>A number as the format spells it.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}

/// <summary>One series and its value.</summary>
internal readonly record struct Sample(double Value, params IReadOnlyList<(string Name, string Value)> Labels);
