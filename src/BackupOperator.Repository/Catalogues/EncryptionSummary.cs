namespace BackupOperator.Repository.Catalogues;

/// <summary>How a backup is protected.</summary>
/// <param name="Mode">The repository's mode.</param>
/// <param name="KeyId">The data key that it was committed with; absent where nothing is encrypted.</param>
public sealed record EncryptionSummary(EncryptionMode Mode, string? KeyId = null);
