using BackupOperator.Contract.Specs;
using BackupOperator.Repository.Keys;

namespace BackupOperator.Agent.Stores;

/// <summary>A key-encryption key of a task.</summary>
/// <param name="Name">What people call it, for messages.</param>
/// <param name="Key">The key.</param>
/// <param name="SecretName">The Secret of its own; null for what lies beside another key in the same Secret.</param>
/// <param name="Kms">Where it is in AWS KMS.</param>
internal sealed record NamedKey(string Name, KeyEncryptionKey Key, string? SecretName, KmsKeySpec? Kms = null);
