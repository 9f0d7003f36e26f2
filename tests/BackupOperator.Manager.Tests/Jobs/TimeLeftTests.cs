using BackupOperator.Api.Executions;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Jobs;

namespace BackupOperator.Manager.Tests.Jobs;

public sealed class TimeLeftTests
{
    [Theory]
    [InlineData(400, 1000, 100, 6)]
    [InlineData(999, 1000, 100, 1)]
    [InlineData(1000, 1000, 100, null)] // beyond the estimate
    [InlineData(400, 1000, 0, null)]
    [InlineData(400, null, 100, null)]
    public void Work_AtItsPresentRate_TakesAsLongAsWhatIsExpectedIsAhead(int read, int? expected, int rate, int? seconds) =>
        Assert.Equal(seconds is { } left ? TimeSpan.FromSeconds(left) : null, TimeLeft.Of(read, expected, rate));

    [Fact]
    public void Run_OfSeveralSources_TakesAsLongAsTheSlowest()
    {
        var slow = new SourceStatus { Phase = "Running", ReadBytes = 0, ExpectedBytes = 12000, ReadBytesPerSecond = 100 };
        var fast = slow with { ReadBytesPerSecond = 1000 };
        var done = slow with { Phase = "Succeeded" };

        Assert.Equal("2m", SourceProgress.TimeLeft([fast, slow, done]));
        Assert.Null(SourceProgress.TimeLeft([fast, slow with { ReadBytesPerSecond = null }]));
        Assert.Null(SourceProgress.TimeLeft([done]));
    }
}
