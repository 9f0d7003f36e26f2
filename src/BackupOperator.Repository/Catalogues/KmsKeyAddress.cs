namespace BackupOperator.Repository.Catalogues;

/// <summary>How the key in AWS KMS was reached when the backup was taken; names, no secret.</summary>
/// <param name="KeyId">Its id, ARN or alias.</param>
/// <param name="Region">The region that it is in.</param>
/// <param name="Endpoint">The address of KMS; absent for Amazon's own of the region.</param>
/// <param name="CredentialsSecretName">The Secret with the credentials.</param>
public sealed record KmsKeyAddress(
    string KeyId, string Region, string? Endpoint = null, string? CredentialsSecretName = null);
