namespace BackupOperator.Repository.Retention;

/// <summary>One reason for a decision.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Detail">The hour, day, week, month or year in the policy's zone, or the place in the count; empty where
/// the rule says all.</param>
public readonly record struct RetentionReason(RetentionRule Rule, string Detail)
{
    /// <inheritdoc />
    public override string ToString() => Detail.Length == 0 ? $"{Rule}" : $"{Rule} {Detail}";
}
