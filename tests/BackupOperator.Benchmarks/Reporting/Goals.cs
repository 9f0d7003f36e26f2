namespace BackupOperator.Benchmarks.Reporting;

/// <summary>What this product is to reach beside its peers.</summary>
internal sealed class Goals(Figures figures, string store)
{
    private const string Product = "product";
    private const string Restic = "restic";
    private const string Pipeline = "zstd-pipeline";
    private const double MebiByte = 1024 * 1024;

    /// <summary>Those of the local repository under their own names, and again for the bucket where it was measured.
    /// </summary>
    public static IEnumerable<Goal> Of(Figures figures)
    {
        var local = new Goals(figures, "local").All();
        return figures.Keys.Any(key => key.Store == "s3")
            ? local.Concat(new Goals(figures, "s3").All().Select(goal => goal with { Name = $"s3-{goal.Name}" }))
            : local;
    }

    private IEnumerable<Goal> All() =>
    [
        AtMost("tree-first-time-of-pipeline", Ratio("tree", "first", Pipeline, Measure.Wall), 1.0),
        AtLeast("tree-first-speed-of-restic", Speed("first"), 2.5),
        AtLeast("tree-unchanged-speed-of-restic", Speed("unchanged"), 4),
        AtLeast("tree-changed-speed-of-restic", Speed("changed"), 3),
        AtLeast("tree-check-speed-of-restic", Speed("check"), 1.3),
        AtLeast("tree-restore-speed-of-restic", Speed("restore"), 1.5),
        AtMost("tree-stored-of-restic", Ratio("tree", "first", Restic, Measure.Stored), 0.97),
        AtMost("peak-memory-mib", PeakMemory(), 200),
        AtMost("dump-first-time-of-zstd-pipeline", Ratio("dump", "first", Pipeline, Measure.Wall), 1.0),
        AtMost("dump-unchanged-time-of-pg_dump", DumpOverLimit(), 1.25),
    ];

    private static Goal AtMost(string name, double? figure, double target) => new(name, figure, target, AtLeast: false);

    private static Goal AtLeast(string name, double? figure, double target) => new(name, figure, target, AtLeast: true);

    private double? Ratio(string work, string step, string peer, Measure measure) => figures.Ratio(
        new SeriesKey(store, work, Product, step), new SeriesKey(store, work, peer, step), measure);

    private double? Speed(string step) => 1 / Ratio("tree", step, Restic, Measure.Wall);

    private double? DumpOverLimit() => figures.Ratio(
        new SeriesKey(store, "dump", Product, "unchanged"), new SeriesKey("none", "dump", "pg_dump", "alone"),
        Measure.Wall);

    /// <summary>The most that any step takes, as its median.</summary>
    private double? PeakMemory() => figures.Keys
        .Where(key => key.Store == store && key.Contender == Product)
        .Max(key => figures.Median(key, Measure.Peak)) / MebiByte;
}
