namespace BackupOperator.Repository.Checking;

/// <summary>One object that is not as it was stored.</summary>
/// <param name="Source">The source it belongs to; null for the record itself.</param>
/// <param name="ObjectKey">Its key in the store.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record IntegrityProblem(string? Source, string ObjectKey, string Message);
