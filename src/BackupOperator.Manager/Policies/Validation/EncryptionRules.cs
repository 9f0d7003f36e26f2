using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;

namespace BackupOperator.Manager.Policies.Validation;

/// <summary>Checks how a policy's backups are encrypted.</summary>
internal static class EncryptionRules
{
    private const string Path = "spec.encryption";

    // Every agent reads all data keys as it starts: with one an hour these are 9,000 a year.
    private static readonly TimeSpan ShortestRotation = TimeSpan.FromHours(1);

    /// <summary>Checks all fields.</summary>
    public static void Check(FieldChecks checks, EncryptionSpec encryption)
    {
        if (encryption.Mode is EncryptionMode.None)
        {
            CheckNone(checks, encryption);
            return;
        }

        checks.Require(
            encryption.KeySecretName is not null || encryption.Kms is not null,
            $"{Path}.keySecretName",
            "is missing; name a Secret with the key, set kms, or set mode: None to store backups in the clear");
        checks.Require(
            encryption.KeySecretName is null || encryption.Kms is null,
            $"{Path}.kms",
            "is set beside keySecretName; keep one, and move the former one to previousKeySecretName or previousKms");
        CheckSecret(checks, $"{Path}.keySecretName", encryption.KeySecretName);
        CheckKms(checks, $"{Path}.kms", encryption.Kms);
        CheckPrevious(checks, encryption);
        CheckRotation(checks, encryption.RotateAfter);
    }

    private static void CheckNone(FieldChecks checks, EncryptionSpec encryption)
    {
        foreach (var (field, isSet) in new[]
        {
            ("keySecretName", encryption.KeySecretName is not null),
            ("kms", encryption.Kms is not null),
            ("rotateAfter", encryption.RotateAfter is not null),
            ("previousKeySecretName", encryption.PreviousKeySecretName is not null),
            ("previousKms", encryption.PreviousKms is not null),
            ("retirePreviousKey", encryption.RetirePreviousKey),
        })
        {
            checks.Require(
                !isSet, $"{Path}.{field}", "is set although mode is None; remove it, or leave the mode out to encrypt");
        }
    }

    private static void CheckPrevious(FieldChecks checks, EncryptionSpec encryption)
    {
        checks.Require(
            encryption.PreviousKeySecretName is null || encryption.PreviousKms is null,
            $"{Path}.previousKms",
            "is set beside previousKeySecretName; keep the one that was in use before");
        checks.Require(
            encryption.PreviousKeySecretName is null || encryption.PreviousKeySecretName != encryption.KeySecretName,
            $"{Path}.previousKeySecretName",
            "names the present Secret; keep the former content there under previousKey instead");
        checks.Require(
            encryption.PreviousKms is null || encryption.PreviousKms != encryption.Kms,
            $"{Path}.previousKms",
            "is the present key; write the one that was in use before, or remove it");
        CheckSecret(checks, $"{Path}.previousKeySecretName", encryption.PreviousKeySecretName);
        CheckKms(checks, $"{Path}.previousKms", encryption.PreviousKms);
    }

    private static void CheckRotation(FieldChecks checks, string? rotateAfter)
    {
        checks.OptionalDuration($"{Path}.rotateAfter", rotateAfter);
        checks.Require(
            !Duration.TryParse(rotateAfter, out var age) || age >= ShortestRotation,
            $"{Path}.rotateAfter",
            $"\"{rotateAfter}\" is shorter than {Duration.Format(ShortestRotation)}; write a time like 30d");
    }

    private static void CheckSecret(FieldChecks checks, string path, string? name)
    {
        if (name is not null)
        {
            checks.ObjectName(path, name, "Secret");
        }
    }

    private static void CheckKms(FieldChecks checks, string path, KmsKeySpec? kms)
    {
        if (kms is not null)
        {
            KmsKeyRules.Check(checks, path, kms);
        }
    }
}
