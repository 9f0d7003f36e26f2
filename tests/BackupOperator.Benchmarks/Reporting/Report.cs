using System.Globalization;

namespace BackupOperator.Benchmarks.Reporting;

/// <summary>Ratios first, for they are the result; then the figures that they come from, and the goals.</summary>
internal sealed class Report(Figures figures, TextWriter output)
{
    private const string Product = "product";
    private const double Mega = 1_000_000;
    private const double MebiByte = 1024 * 1024;

    public void Write()
    {
        var works = figures.Keys.Where(key => key.Store != "none").Select(key => (key.Store, key.Work)).Distinct();
        foreach (var (store, work) in works.ToList())
        {
            WriteRatios(store, work);
        }

        WriteFigures();
        foreach (var note in figures.Notes)
        {
            output.WriteLine($"note: {note}");
        }

        output.WriteLine();
        foreach (var goal in Goals.Of(figures))
        {
            output.WriteLine(goal);
        }
    }

    private void WriteRatios(string store, string work)
    {
        output.WriteLine();
        output.WriteLine($"{work}, {store}: {figures.Title(Product)} / peer, by medians; below 1 is better");
        Line("step", "peer", "wall", "CPU", "memory", "stored");
        foreach (var key in figures.Keys.Where(key => key.Store == store && key.Work == work))
        {
            var own = key with { Contender = Product };
            if (key.Contender != Product && figures.Runs(own) > 0)
            {
                Line(
                    key.Step, figures.Title(key.Contender), Ratio(own, key, Measure.Wall), Ratio(own, key, Measure.Cpu),
                    Ratio(own, key, Measure.Peak), Ratio(own, key, Measure.Stored));
            }
        }
    }

    private void WriteFigures()
    {
        output.WriteLine();
        output.WriteLine("medians; memory (MiB) of the largest process and of all together; stored (MB): all there is");
        Line("store work step", "by", "wall s", "CPU s", "MiB", "all MiB", "MB", "runs");
        foreach (var key in figures.Keys)
        {
            Line(
                $"{key.Store} {key.Work} {key.Step}", figures.Title(key.Contender), Value(key, Measure.Wall, 1),
                Value(key, Measure.Cpu, 1), Value(key, Measure.Peak, MebiByte), Value(key, Measure.Total, MebiByte),
                Value(key, Measure.Stored, Mega), figures.Runs(key).ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Line(string step, string name, params ReadOnlySpan<string> columns)
    {
        var line = $"{step,-22} {name,-26}";
        foreach (var column in columns)
        {
            line += $" {column,9}";
        }

        output.WriteLine(line.TrimEnd());
    }

    private string Ratio(SeriesKey own, SeriesKey peer, Measure measure) =>
        figures.Ratio(own, peer, measure)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    private string Value(SeriesKey key, Measure measure, double unit) =>
        (figures.Median(key, measure) / unit)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
}
