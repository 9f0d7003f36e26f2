using BackupOperator.Agent.Reporting;

namespace BackupOperator.Agent.Tests.Reporting;

public sealed class RateWindowTests
{
    private readonly ManualClock clock = new();
    private readonly RateWindow rate;
    private long bytes;

    public RateWindowTests() => rate = new RateWindow(clock);

    [Fact]
    public void Rate_BeforeAnyTimeHasPassed_IsZero()
    {
        Assert.Equal(0, rate.BytesPerSecond);

        rate.Add(1000);

        Assert.Equal(0, rate.BytesPerSecond);
    }

    [Fact]
    public void Rate_OfASteadyFlow_IsWhatFlowsInASecond()
    {
        Flow(seconds: 60, perSecond: 4000);

        Assert.Equal(4000, rate.BytesPerSecond);
    }

    [Fact]
    public void Rate_OfAFlowThatChanged_IsThatOfTheLastTenSeconds()
    {
        Flow(seconds: 60, perSecond: 4000);
        Flow(seconds: 5, perSecond: 1000);
        Assert.Equal(2500, rate.BytesPerSecond);

        Flow(seconds: 5, perSecond: 1000);

        Assert.Equal(1000, rate.BytesPerSecond);
    }

    [Fact]
    public void Rate_OfBytesSinceTheLastStep_CountsThem()
    {
        Flow(seconds: 1, perSecond: 1000);
        clock.Advance(TimeSpan.FromMilliseconds(10));

        rate.Add(bytes + 9100);

        Assert.Equal(10_000, rate.BytesPerSecond);
    }

    [Fact]
    public void Rate_AfterALongPause_IsNotThatOfBefore()
    {
        Flow(seconds: 60, perSecond: 4000);
        clock.Advance(TimeSpan.FromSeconds(30));

        rate.Add(bytes);

        Assert.Equal(0, rate.BytesPerSecond);
    }

    private void Flow(int seconds, int perSecond)
    {
        const int ReportsPerSecond = 100;
        rate.Add(bytes);
        for (var report = 0; report < seconds * ReportsPerSecond; report++)
        {
            clock.Advance(TimeSpan.FromSeconds(1) / ReportsPerSecond);
            bytes += perSecond / ReportsPerSecond;
            rate.Add(bytes);
        }
    }
}
