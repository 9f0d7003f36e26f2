using NodaTime;

namespace BackupOperator.Repository.Retention;

/// <summary>What retention would keep and delete; a value that can be shown before anything happens.</summary>
/// <remarks>
/// Pure: the same backups, policy and time give the same plan. What it promises, whatever the history:
/// <list type="bullet">
/// <item>The newest backup stays, the newest verified one, and never fewer than the minimum.</item>
/// <item>Carried out and made again, it deletes nothing more; and what it deletes, no later backup would have brought
/// back, but for one that a differential takes as its base before it went. So the number of passes does not
/// matter.</item>
/// <item>A backup that failed its check takes no place from a sound one: rules are counted without those that failed,
/// and once more with them, and what either keeps stays.</item>
/// <item>A backup from the future (of a run whose clock was ahead) is kept and not counted: counted, it would push out
/// each new backup as the older one.</item>
/// <item>The base of a kept differential or incremental backup may go: every manifest lists all that its restore needs,
/// and packs stay as long as any manifest refers to them. Only the next run relies on a base: an incremental on the
/// newest backup, which stays anyway, a differential on the newest full one, which stays while a differential that
/// stays refers to it; otherwise each differential would become a full backup.</item>
/// </list>
/// Runs that failed are not in the catalogue; what they left is prune's affair.
/// </remarks>
public sealed class RetentionPlan
{
    private RetentionPlan(IReadOnlyList<RetentionDecision> decisions) => Decisions = decisions;

    /// <summary>All backups, newest first; those that cannot be read at the end.</summary>
    public IReadOnlyList<RetentionDecision> Decisions { get; }

    /// <summary>The names of those that stay, newest first.</summary>
    public IEnumerable<string> Kept =>
        Decisions.Where(decision => decision.Keep).Select(decision => decision.Backup.Name);

    /// <summary>The names of those that go, newest first.</summary>
    public IEnumerable<string> Deleted =>
        Decisions.Where(decision => !decision.Keep).Select(decision => decision.Backup.Name);

    /// <summary>Makes the plan for the backups of one policy.</summary>
    /// <param name="policy">The rules.</param>
    /// <param name="backups">Every committed backup of the policy.</param>
    /// <param name="now">The time by the clock that backups are taken by.</param>
    /// <exception cref="ArgumentException">A count is negative, or the zone is none.</exception>
    public static RetentionPlan Make(
        RetentionPolicy policy, IEnumerable<RetentionCandidate> backups, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(backups);
        policy.Validate();
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(policy.TimeZone)
            ?? throw new ArgumentException(
                $"\"{policy.TimeZone}\" is no time zone: give an IANA name such as Europe/Berlin, or UTC",
                nameof(policy));
        var ordered = backups
            .OrderByDescending(backup => backup.Readable)
            .ThenByDescending(backup => backup.RecoveryPoint)
            .ThenByDescending(backup => backup.CompletedAt)
            .ThenByDescending(backup => backup.Name, StringComparer.Ordinal)
            .ToList();
        var ledger = new RetentionLedger();
        new RetentionRules(policy, zone, now, ledger).Apply(ordered);
        return new RetentionPlan([.. ordered.Select(ledger.Decide)]);
    }
}
