using System.Text;
using BackupOperator.Manager.Metrics;

namespace BackupOperator.Manager.Tests.Metrics;

public sealed class MetricFamilyTests
{
    [Fact]
    public async Task Label_HoldsQuotesBackslashesAndLines_IsEscaped()
    {
        var family = MetricFamily.Counter("a_total", "What a is.", ["x", "y"], [new Sample(1.5, "q\"\\\nz", "")]);
        var text = await WriteAsync(family);
        Assert.Equal("# HELP a_total What a is.\n# TYPE a_total counter\na_total{x=\"q\\\"\\\\\\nz\",y=\"\"} 1.5\n", text);
        await Promtool.AcceptsAsync(text);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("two\rlines")]
    [InlineData("a \\ path")]
    public void Help_HoldsALineBreakOrABackslash_IsRefusedByTheNameOfItsFamily(string help)
    {
        var refusal = Assert.Throws<ArgumentException>(() => MetricFamily.Gauge("a_bytes", help, [], []));
        Assert.Contains("the help of a_bytes holds a line break", refusal.Message);
    }

    [Fact]
    public async Task Family_WithoutSeries_WritesNothing() =>
        Assert.Equal("", await WriteAsync(MetricFamily.Gauge("a_bytes", "What a is.", ["x"], [])));

    [Fact]
    public async Task Values_AreLargeOrSmall_AreWrittenWhole()
    {
        Sample[] samples = [new(1795137300, "time"), new(9_007_199_254_740_991, "bytes"), new(0.1, "part")];
        var text = await WriteAsync(MetricFamily.Gauge("a_bytes", "What a is.", ["x"], samples));
        Assert.Contains("a_bytes{x=\"time\"} 1795137300\n", text);
        Assert.Contains("a_bytes{x=\"part\"} 0.1\n", text);
        Assert.Equal(9_007_199_254_740_991, double.Parse(text.Split("a_bytes{x=\"bytes\"} ")[1].Split('\n')[0]));
    }

    private static async Task<string> WriteAsync(MetricFamily family)
    {
        using var page = new MemoryStream();
        await family.WriteAsync(page, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(page.ToArray());
    }
}
