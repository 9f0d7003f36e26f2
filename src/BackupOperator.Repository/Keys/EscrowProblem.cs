namespace BackupOperator.Repository.Keys;

/// <summary>A backup that does not open with the keys at hand.</summary>
/// <param name="PolicyUid">The folder that it lies in.</param>
/// <param name="Backup">The backup's name.</param>
/// <param name="MissingKeys">The data keys that it needs and that are missing; empty when that cannot be told.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record EscrowProblem(
    string PolicyUid, string Backup, IReadOnlyList<string> MissingKeys, string Message);
