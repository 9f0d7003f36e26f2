using System.Text.RegularExpressions;
using BackupOperator.Contract.Specs;

namespace BackupOperator.Manager.Policies.Validation;

/// <summary>Checks how a key in AWS KMS is named and reached.</summary>
internal static partial class KmsKeyRules
{
    /// <summary>Checks one key.</summary>
    public static void Check(FieldChecks checks, string path, KmsKeySpec kms)
    {
        checks.Require(
            kms.KeyId.Length > 0, $"{path}.keyId", "is empty; write the id or the ARN of a key, or an alias like alias/backups");
        checks.Require(kms.Region.Length > 0, $"{path}.region", "is empty; write the region of the key, such as eu-central-1");
        checks.Require(
            kms.Endpoint is null || Endpoint().IsMatch(kms.Endpoint),
            $"{path}.endpoint",
            $"\"{kms.Endpoint}\" is no address; write it like https://kms.example.org, or leave it out for Amazon's");
        checks.ObjectName($"{path}.credentialsSecretName", kms.CredentialsSecretName, "Secret");
    }

    [GeneratedRegex(KmsKeySpec.EndpointPattern)]
    private static partial Regex Endpoint();
}
