using BackupOperator.Contract.Specs;
using BackupOperator.Repository.Catalogues;

namespace BackupOperator.Agent.Stores;

/// <summary>A key in KMS, in the words of the custom resources and of the record.</summary>
internal static class KmsMap
{
    public static KmsKeyAddress? ToRecord(KmsKeySpec? kms) => kms is null
        ? null
        : new KmsKeyAddress(kms.KeyId, kms.Region, kms.Endpoint, kms.CredentialsSecretName);

    public static KmsKeySpec? FromRecord(KmsKeyAddress? kms) => kms is null
        ? null
        : new KmsKeySpec
        {
            KeyId = kms.KeyId,
            Region = kms.Region,
            Endpoint = kms.Endpoint,
            CredentialsSecretName = kms.CredentialsSecretName ?? "",
        };
}
