namespace BackupOperator.Repository.Retention;

/// <summary>What happens to one backup, and why.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Keep">Whether it stays.</param>
/// <param name="Reasons">All rules that keep it; <see cref="RetentionRule.Expired"/> alone when it goes.</param>
public sealed record RetentionDecision(RetentionCandidate Backup, bool Keep, IReadOnlyList<RetentionReason> Reasons);
