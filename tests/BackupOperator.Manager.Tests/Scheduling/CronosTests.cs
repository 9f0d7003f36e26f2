namespace BackupOperator.Manager.Tests.Scheduling;

/// <summary>Why Cronos is given wall-clock time only, and two expressions for two day fields: what it does otherwise.</summary>
public sealed class CronosTests
{
    private const int Steps = 100;

    [Theory]
    [InlineData("Africa/Casablanca", "2026-03-22T01:30Z")]
    [InlineData("Africa/El_Aaiun", "2026-03-22T01:30Z")]
    [InlineData("Europe/Dublin", "2026-03-29T00:30Z")]
    public void Cronos_WalksThroughAZoneByItself_ReturnsTheSameInstantForEver(string zone, string after)
    {
        var expression = Cronos.CronExpression.Parse("*/30 * * * *");
        var start = DateTimeOffset.Parse(after);
        var at = start;
        for (var step = 0; step < Steps; step++)
        {
            at = expression.GetNextOccurrence(at, TimeZoneInfo.FindSystemTimeZoneById(zone))!.Value;
        }

        Assert.True(
            at <= start,
            $"this release of Cronos advances in {zone}: {Steps} steps after {start:O} it is at {at:O}; " +
            "see whether ScheduleClock is still needed, and mend what CronosMatches and the README say of it");
    }

    [Fact]
    public void Cronos_LooksBackFromTheFirstOfAMonth_TakesAMonthThatIsNotNamed()
    {
        var expression = Cronos.CronExpression.Parse("0 12 * 1,3 *");
        var found = expression.GetPreviousOccurrence(new DateTime(2026, 3, 1, 6, 0, 0, DateTimeKind.Utc));
        Assert.True(
            found == new DateTime(2026, 2, 28, 12, 0, 0),
            $"this release of Cronos finds {found:O} before 1 March: leave out of CronosMatches what mends the former answer");
    }

    [Fact]
    public void Cronos_HasBothDayFieldsRestricted_MeansADayThatFitsBoth()
    {
        var start = new DateTime(2026, 11, 20, 16, 30, 0, DateTimeKind.Utc);
        var next = Cronos.CronExpression.Parse("0 0 13 * 5").GetNextOccurrence(start);
        Assert.Equal(new DateTime(2027, 8, 13), next);
    }
}
