using BackupOperator.Contract.Specs;

namespace BackupOperator.Manager.Policies.Validation;

/// <summary>Checks what a policy says about keeping backups.</summary>
internal static class RetentionRules
{
    /// <summary>Notes what is wrong.</summary>
    public static void Check(FieldChecks checks, string path, RetentionSpec? retention)
    {
        if (retention is null)
        {
            return;
        }

        (string Name, int? Count)[] rules =
        [
            ("last", retention.Last),
            ("hourly", retention.Hourly),
            ("daily", retention.Daily),
            ("weekly", retention.Weekly),
            ("monthly", retention.Monthly),
            ("yearly", retention.Yearly),
        ];
        foreach (var (name, count) in rules.Append(("minimum", retention.Minimum)))
        {
            checks.Range($"{path}.{name}", count ?? 1, 1, RetentionSpec.GreatestCount);
        }

        checks.OptionalDuration($"{path}.keepWithin", retention.KeepWithin);
        checks.Require(
            Duration.TryParse(retention.Notice, out _),
            $"{path}.notice",
            $"\"{retention.Notice}\" is no duration; write it like 1h or 7d, or 0s to delete without notice");
        checks.Require(
            retention.KeepWithin is not null || rules.Any(rule => rule.Count is not null),
            path,
            "names no rule; set at least one of last, hourly, daily, weekly, monthly, yearly and keepWithin, "
                + "or leave retention out to keep everything");
    }
}
