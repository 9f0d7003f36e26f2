using BackupOperator.Contract.Specs;

namespace BackupOperator.Api.Restores;

/// <summary>Where a key may be. Exactly one of the fields.</summary>
public sealed record KeyPlace
{
    /// <summary>The Secret with the key.</summary>
    public string? KeySecretName { get; set; }

    /// <summary>The key in AWS KMS.</summary>
    public KmsKeySpec? Kms { get; set; }
}
