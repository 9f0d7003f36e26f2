using System.Globalization;
using NodaTime;
using NodaTime.Calendars;

namespace BackupOperator.Repository.Retention;

/// <summary>Names the hour, day, week, month or year that an instant lies in, by the clocks of a zone.</summary>
internal static class CalendarPeriod
{
    public static string Of(RetentionRule rule, DateTimeOffset instant, DateTimeZone zone)
    {
        var local = Instant.FromDateTimeOffset(instant).InZone(zone);
        var (year, month) = (local.Year, local.Month);
        return rule switch
        {
            // With the offset: where clocks go back, the hour that comes twice is two hours.
            RetentionRule.Hourly => local.ToString("uuuu-MM-dd'T'HHo<m>", CultureInfo.InvariantCulture),
            RetentionRule.Daily => local.Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            RetentionRule.Weekly => Week(local.Date),
            RetentionRule.Monthly => string.Create(CultureInfo.InvariantCulture, $"{year:d4}-{month:d2}"),
            RetentionRule.Yearly => string.Create(CultureInfo.InvariantCulture, $"{year:d4}"),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "names no period of the calendar"),
        };
    }

    // The days around New Year may belong to a week of the other year.
    private static string Week(LocalDate date)
    {
        var rule = WeekYearRules.Iso;
        return string.Create(
            CultureInfo.InvariantCulture, $"{rule.GetWeekYear(date):d4}-W{rule.GetWeekOfWeekYear(date):d2}");
    }
}
