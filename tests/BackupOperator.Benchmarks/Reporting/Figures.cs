using System.Globalization;

namespace BackupOperator.Benchmarks.Reporting;

/// <summary>All that was measured.</summary>
/// <remarks>One line each, fields parted by blanks:
/// <code>
/// run STORE WORK CONTENDER STEP WALL_SECONDS USER_SECONDS SYSTEM_SECONDS PEAK_KIB [TOTAL_KIB]
/// stored STORE WORK CONTENDER STEP BYTES
/// title CONTENDER TEXT
/// note TEXT
/// </code>
/// </remarks>
internal sealed class Figures
{
    private readonly List<SeriesKey> _keys = [];
    private readonly Dictionary<SeriesKey, List<Sample>> _samples = [];
    private readonly Dictionary<SeriesKey, List<double>> _stored = [];
    private readonly Dictionary<string, string> _titles = [];
    private readonly List<string> _notes = [];

    /// <summary>Every series, in the order in which each was first run.</summary>
    public IReadOnlyList<SeriesKey> Keys => _keys;

    public IReadOnlyList<string> Notes => _notes;

    public static Figures Parse(IEnumerable<string> lines)
    {
        var figures = new Figures();
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            figures.Add(line, line.Split(' '));
        }

        return figures;
    }

    public string Title(string contender) => _titles.GetValueOrDefault(contender, contender);

    public int Runs(SeriesKey key) => _samples.TryGetValue(key, out var samples) ? samples.Count : 0;

    /// <summary>The median of all runs; null where there is none.</summary>
    public double? Median(SeriesKey key, Measure measure)
    {
        if (measure == Measure.Stored)
        {
            return Middle(_stored.GetValueOrDefault(key, []));
        }

        return Middle([.. _samples.GetValueOrDefault(key, []).Select(sample => Of(sample, measure)).OfType<double>()]);
    }

    /// <summary>The first series' median divided by the second's; null where either is missing.</summary>
    public double? Ratio(SeriesKey one, SeriesKey other, Measure measure) =>
        Median(other, measure) is > 0 and var divisor ? Median(one, measure) / divisor : null;

    private static double? Of(Sample sample, Measure measure) => measure switch
    {
        Measure.Wall => sample.WallSeconds,
        Measure.Cpu => sample.CpuSeconds,
        Measure.Peak => sample.PeakBytes,
        _ => sample.TotalBytes,
    };

    private static double? Middle(List<double> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);

    private void Add(string line, string[] fields)
    {
        switch (fields)
        {
            case ["run", var store, var work, var contender, var step, var wall, var user, var system, var peak, ..]:
                double? total = fields.Length > 9 ? Number(fields[9]) * 1024 : null;
                var sample = new Sample(Number(wall), Number(user) + Number(system), Number(peak) * 1024, total);
                List(_samples, new SeriesKey(store, work, contender, step)).Add(sample);
                break;
            case ["stored", var store, var work, var contender, var step, var bytes]:
                List(_stored, new SeriesKey(store, work, contender, step)).Add(Number(bytes));
                break;
            case ["title", var contender, ..]:
                _titles[contender] = string.Join(' ', fields[2..]);
                break;
            case ["note", ..]:
                _notes.Add(line["note ".Length..]);
                break;
            default:
                throw new FormatException($"not a line of figures: '{line}'");
        }
    }

    private List<T> List<T>(Dictionary<SeriesKey, List<T>> series, SeriesKey key)
    {
        if (!_keys.Contains(key))
        {
            _keys.Add(key);
        }

        if (!series.TryGetValue(key, out var values))
        {
            series[key] = values = [];
        }

        return values;
    }
}
