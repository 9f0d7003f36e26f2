namespace BackupOperator.Sources;

/// <summary>What was read back.</summary>
/// <param name="Entries">Entries in the tables of contents of all dumps.</param>
/// <param name="Bytes">Bytes read after decryption.</param>
public sealed record VerificationSummary(int Entries, long Bytes);
