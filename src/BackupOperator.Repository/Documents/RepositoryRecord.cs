using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Documents;

/// <summary>The content of <c>repository.json</c>: written once, when the repository is made.</summary>
/// <param name="FormatVersion">See <see cref="Repository.FormatVersion"/>.</param>
/// <param name="RepositoryId">32 hex digits; every seal is bound to it.</param>
/// <param name="Encryption">One mode for all content.</param>
/// <param name="CreatedAt">When, by the clock of who made it.</param>
/// <param name="Chunker">How streams are cut by every writer.</param>
internal sealed record RepositoryRecord(
    int FormatVersion, string RepositoryId, EncryptionMode Encryption, DateTimeOffset CreatedAt,
    ChunkerParameters Chunker);
