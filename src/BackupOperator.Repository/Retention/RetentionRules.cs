using NodaTime;

namespace BackupOperator.Repository.Retention;

/// <summary>Applies each rule by itself; but for the last, none knows what another keeps.</summary>
internal sealed class RetentionRules(
    RetentionPolicy policy, DateTimeZone zone, DateTimeOffset now, RetentionLedger ledger)
{
    /// <param name="backups">Newest first.</param>
    public void Apply(IReadOnlyList<RetentionCandidate> backups)
    {
        foreach (var backup in backups)
        {
            KeepUnconditionally(backup);
        }

        // Step 1: what can be placed in time. The rest is kept above.
        var placed = backups.Where(backup => backup.Readable && backup.RecoveryPoint <= now).ToList();

        // Step 2: without those that failed, which must take no place from others; then with them, lest a check that
        // fails makes a backup go that would have stayed.
        KeepCounted([.. placed.Where(backup => backup.Verification != Verification.Failed)]);
        KeepCounted(placed);

        // Step 3: what depends on single backups; the last on what is kept so far.
        if (placed.Find(backup => backup.Verification == Verification.Passed) is { } verified)
        {
            ledger.Keep(verified, RetentionRule.LastVerified);
        }

        KeepNextBase([.. backups.Where(backup => backup.Readable)]);
    }

    private void KeepUnconditionally(RetentionCandidate backup)
    {
        if (!backup.Readable)
        {
            ledger.Keep(backup, RetentionRule.Unreadable);
        }
        else if (backup.RecoveryPoint > now)
        {
            ledger.Keep(backup, RetentionRule.InFuture);
        }

        if (backup.Held)
        {
            ledger.Keep(backup, RetentionRule.Held);
        }

        if (policy.KeepsEverything)
        {
            ledger.Keep(backup, RetentionRule.NoRule);
        }
    }

    private void KeepCounted(List<RetentionCandidate> backups)
    {
        KeepNewest(backups, RetentionRule.Minimum, policy.Minimum);
        KeepNewest(backups, RetentionRule.Last, policy.Last);
        KeepNewestOfEach(backups, RetentionRule.Hourly, policy.Hourly);
        KeepNewestOfEach(backups, RetentionRule.Daily, policy.Daily);
        KeepNewestOfEach(backups, RetentionRule.Weekly, policy.Weekly);
        KeepNewestOfEach(backups, RetentionRule.Monthly, policy.Monthly);
        KeepNewestOfEach(backups, RetentionRule.Yearly, policy.Yearly);
        if (policy.KeepWithin is { } duration)
        {
            // The newest is never in the future here, so a duration before it is one before now or earlier.
            foreach (var backup in backups.TakeWhile(other => backups[0].RecoveryPoint - other.RecoveryPoint <= duration))
            {
                ledger.Keep(backup, RetentionRule.Within);
            }
        }
    }

    private void KeepNewest(List<RetentionCandidate> backups, RetentionRule rule, int count)
    {
        foreach (var (index, backup) in backups.Take(count).Index())
        {
            ledger.Keep(backup, rule, $"{index + 1} of {count}");
        }
    }

    private void KeepNewestOfEach(List<RetentionCandidate> backups, RetentionRule rule, int count)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var backup in backups)
        {
            if (seen.Count == count)
            {
                return;
            }

            var period = CalendarPeriod.Of(rule, backup.RecoveryPoint, zone);
            if (seen.Add(period))
            {
                ledger.Keep(backup, rule, period);
            }
        }
    }

    private void KeepNextBase(List<RetentionCandidate> readable)
    {
        var full = readable.Find(backup => backup.Type == RetentionCandidate.Full);
        var isBase = readable.Exists(backup => backup.Type == RetentionCandidate.Differential
            && backup.Base == full?.Name && ledger.IsKept(backup));
        if (full is not null && isBase)
        {
            ledger.Keep(full, RetentionRule.NextBase);
        }
    }
}
