using System.Globalization;
using BackupOperator.Repository.Retention;

namespace BackupOperator.Repository.Tests.Retention;

/// <summary>Retention a second time, naively: each backup is asked alone whether a rule names it. Shares no code with
/// the plan, not even its calendar.</summary>
internal sealed class RetentionModel(RetentionPolicy policy, IReadOnlyList<RetentionCandidate> all, DateTimeOffset now)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(policy.TimeZone);

    public bool Keeps(RetentionCandidate backup)
    {
        if (backup.Held || !backup.Readable || backup.RecoveryPoint > now || !HasRule)
        {
            return true;
        }

        var placed = all.Where(other => other.Readable && other.RecoveryPoint <= now).ToList();
        var sound = placed.Where(other => other.Verification != Verification.Failed).ToList();
        return (sound.Contains(backup) && IsNamed(backup, sound)) || IsNamed(backup, placed)
            || (backup.Verification == Verification.Passed
                && !placed.Any(other => other.Verification == Verification.Passed && IsNewer(other, backup)))
            || IsNextBase(backup);
    }

    private bool HasRule => policy.KeepWithin is not null
        || policy.Last + policy.Hourly + policy.Daily + policy.Weekly + policy.Monthly + policy.Yearly > 0;

    private bool IsNamed(RetentionCandidate backup, List<RetentionCandidate> among)
    {
        var newer = among.Count(other => IsNewer(other, backup));
        var newest = among.Max(other => other.RecoveryPoint);
        return newer < policy.Last || newer < policy.Minimum
            || newest - backup.RecoveryPoint <= policy.KeepWithin
            || IsNewestOf(backup, among, policy.Hourly, Hour) || IsNewestOf(backup, among, policy.Daily, Day)
            || IsNewestOf(backup, among, policy.Weekly, Week) || IsNewestOf(backup, among, policy.Monthly, Month)
            || IsNewestOf(backup, among, policy.Yearly, local => local.Year);
    }

    private bool IsNewestOf(
        RetentionCandidate backup, List<RetentionCandidate> among, int count, Func<DateTimeOffset, object> period)
    {
        object PeriodOf(RetentionCandidate one) => period(TimeZoneInfo.ConvertTime(one.RecoveryPoint, _zone));
        var newer = among.Where(other => IsNewer(other, backup)).Select(PeriodOf).Distinct().ToList();
        return newer.Count < count && !newer.Contains(PeriodOf(backup));
    }

    private bool IsNextBase(RetentionCandidate backup)
    {
        var readable = all.Where(other => other.Readable).ToList();
        return backup.Type == "full"
            && !readable.Exists(other => other.Type == "full" && IsNewer(other, backup))
            && readable.Exists(other => other.Type == "differential" && other.Base == backup.Name && Keeps(other));
    }

    private static bool IsNewer(RetentionCandidate one, RetentionCandidate other) =>
        (one.RecoveryPoint, one.CompletedAt).CompareTo((other.RecoveryPoint, other.CompletedAt)) is var order
        && (order > 0 || (order == 0 && string.CompareOrdinal(one.Name, other.Name) > 0));

    private static object Hour(DateTimeOffset local) => (local.Date, local.Hour, local.Offset);

    private static object Day(DateTimeOffset local) => local.Date;

    private static object Week(DateTimeOffset local) =>
        (ISOWeek.GetYear(local.DateTime), ISOWeek.GetWeekOfYear(local.DateTime));

    private static object Month(DateTimeOffset local) => (local.Year, local.Month);
}
