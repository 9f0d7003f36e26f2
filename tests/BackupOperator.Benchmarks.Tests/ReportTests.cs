using BackupOperator.Benchmarks.Reporting;

namespace BackupOperator.Benchmarks.Tests;

public sealed class ReportTests
{
    private static readonly string[] s_lines =
    [
        "title restic restic 0.0 of a test",
        "run local tree product first 4.0 5.0 1.0 102400 110000",
        "run local tree product first 9.0 5.0 1.0 204800 210000",
        "run local tree product first 5.0 5.0 1.0 153600 160000",
        "stored local tree product first 900",
        "run local tree restic first 12.0 9.0 1.0 1024",
        "run local tree restic first 13.0 19.0 1.0 1024",
        "stored local tree restic first 1000",
        "run local tree zstd-pipeline first 4.0 6.0 0.0 1024",
        "run local dump product unchanged 3.0 1.0 0.0 307200",
        "run none dump pg_dump alone 2.4 1.0 0.0 1024",
        "note read with warm caches",
    ];

    [Fact]
    public void Report_KnownFigures_DividesMedians()
    {
        var text = Write(s_lines);

        // Of 4, 9, 5 the median is 5; of 12 and 13 it is 12.5.
        Assert.Contains("first restic 0.0 of a test 0.40 0.40 150.00 0.90", text, StringComparison.Ordinal);
        Assert.Contains("local tree first product 5.00 6.00 150.00 156.25 0.00 3", text, StringComparison.Ordinal);
        Assert.Contains("note: read with warm caches", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Goals_KnownFigures_AreMetOrMissedByThem()
    {
        var goals = Goals.Of(Figures.Parse(s_lines)).Select(goal => goal.ToString()).ToList();

        Assert.Equal(
            [
                "goal tree-first-time-of-pipeline 1.25 <=1.00 missed",
                "goal tree-first-speed-of-restic 2.50 >=2.50 met",
                "goal tree-unchanged-speed-of-restic unmeasured >=4.00 missed",
                "goal tree-changed-speed-of-restic unmeasured >=3.00 missed",
                "goal tree-check-speed-of-restic unmeasured >=1.30 missed",
                "goal tree-restore-speed-of-restic unmeasured >=1.50 missed",
                "goal tree-stored-of-restic 0.90 <=0.97 met",
                "goal peak-memory-mib 300.00 <=200.00 missed",
                "goal dump-first-time-of-zstd-pipeline unmeasured <=1.00 missed",
                "goal dump-unchanged-time-of-pg_dump 1.25 <=1.25 met",
            ],
            goals);
    }

    [Fact]
    public void Goals_BucketMeasured_AreToldForItToo()
    {
        var lines = s_lines.Select(line => line.Replace("run local", "run s3", StringComparison.Ordinal));

        var goals = Goals.Of(Figures.Parse(lines)).Select(goal => goal.ToString()).ToList();

        Assert.Equal(20, goals.Count);
        Assert.Contains("goal tree-first-time-of-pipeline unmeasured <=1.00 missed", goals);
        Assert.Contains("goal s3-tree-first-time-of-pipeline 1.25 <=1.00 missed", goals);
    }

    [Fact]
    public void Figures_LineOfAnotherShape_IsNamed()
    {
        var exception = Assert.Throws<FormatException>(() => Figures.Parse(["run local tree product first 4.0"]));

        Assert.Contains("run local tree product first 4.0", exception.Message, StringComparison.Ordinal);
    }

    // Columns are aligned by blanks, of which the test wants to know nothing.
    private static string Write(IEnumerable<string> lines)
    {
        using var output = new StringWriter();
        new Report(Figures.Parse(lines), output).Write();
        var rows = output.ToString().Split('\n')
            .Select(row => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        return string.Join('\n', rows);
    }
}
