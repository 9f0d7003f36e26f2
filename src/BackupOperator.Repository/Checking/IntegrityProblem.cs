namespace BackupOperator.Repository.Checking;

/// <summary>One object that is not as it was stored.</summary>
/// <param name="Source">The source it belongs to; null for a record or a key file.</param>
/// <param name="ObjectKey">Its key in the store.</param>
/// <param name="Message">What is wrong with it.</param>
/// <param name="Backups">The checked backups that it hurts.</param>
public sealed record IntegrityProblem(
    string? Source, string ObjectKey, string Message, IReadOnlyList<string> Backups);
