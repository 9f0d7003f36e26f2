namespace BackupOperator.Repository.Keys;

/// <summary>What wrapping all data keys for another key-encryption key came to.</summary>
/// <param name="Wrapped">Data keys wrapped now.</param>
/// <param name="Present">Data keys that were wrapped for it before.</param>
public sealed record KeyWrapping(int Wrapped, int Present);
