namespace BackupOperator.Repository.Keys;

/// <summary>A data key that opened.</summary>
/// <param name="Key">The key itself.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Files">The key files that gave it, all under one key-encryption key.</param>
internal sealed record OpenKey(DataKey Key, DateTimeOffset CreatedAt, IReadOnlyList<string> Files);
