namespace BackupOperator.Repository.Retention;

/// <summary>Gathers the reasons for which backups are kept.</summary>
internal sealed class RetentionLedger
{
    private static readonly RetentionReason Expired = new(RetentionRule.Expired, "");

    private readonly Dictionary<string, List<RetentionReason>> _reasons = new(StringComparer.Ordinal);

    public void Keep(RetentionCandidate backup, RetentionRule rule, string detail = "")
    {
        if (!_reasons.TryGetValue(backup.Name, out var reasons))
        {
            _reasons.Add(backup.Name, reasons = []);
        }

        if (!reasons.Exists(reason => reason.Rule == rule))
        {
            reasons.Add(new RetentionReason(rule, detail));
        }
    }

    public bool IsKept(RetentionCandidate backup) => _reasons.ContainsKey(backup.Name);

    public RetentionDecision Decide(RetentionCandidate backup) =>
        _reasons.TryGetValue(backup.Name, out var reasons)
            ? new RetentionDecision(backup, Keep: true, reasons)
            : new RetentionDecision(backup, Keep: false, [Expired]);
}
