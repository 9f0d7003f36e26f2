namespace BackupOperator.Repository.Checking;

/// <summary>How far a check is.</summary>
/// <param name="ReadBytes">Read from the store as packs.</param>
/// <param name="TotalBytes">The packs of all sources whose manifest could be read so far.</param>
/// <param name="VerifiedBytes">Plaintext that was rebuilt and verified.</param>
/// <param name="PlainBytes">Plaintext of all sources whose record could be read so far.</param>
/// <param name="Problems">How many problems were found.</param>
public readonly record struct CheckProgress(
    long ReadBytes, long TotalBytes, long VerifiedBytes, long PlainBytes, int Problems);
