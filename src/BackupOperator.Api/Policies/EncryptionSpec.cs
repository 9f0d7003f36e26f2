using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>How backups are encrypted before they leave the pod.</summary>
[ValidationRule("self.mode == 'None' ? !has(self.keySecretName) && !has(self.kms) : has(self.keySecretName) != has(self.kms)",
    "set exactly one of keySecretName and kms, or mode: None to store backups in the clear")]
[ValidationRule("!(has(self.previousKeySecretName) && has(self.previousKms))",
    "set at most one of previousKeySecretName and previousKms")]
[ValidationRule("!has(self.previousKeySecretName) || !has(self.keySecretName) || self.previousKeySecretName != self.keySecretName",
    "previousKeySecretName names the present Secret; keep the former content there under previousKey instead")]
[ValidationRule(
    "self.mode != 'None' || !(has(self.rotateAfter) || has(self.previousKeySecretName) || has(self.previousKms) || "
        + "(has(self.retirePreviousKey) && self.retirePreviousKey))",
    "backups in the clear have no keys: with mode None, set no other field")]
public sealed record EncryptionSpec
{
    /// <summary><c>AES256GCM</c>, or <c>None</c> to store backups in the clear.</summary>
    [Schema(DefaultJson = "\"AES256GCM\"")]
    public EncryptionMode Mode { get; set; } = EncryptionMode.AES256GCM;

    /// <summary>The Secret whose key <c>key</c> holds 32 random bytes (raw, base64 or hex), or a passphrase of at least 16
    /// characters. Keep a copy outside of the cluster: without it no backup can be restored. To change the content, keep the
    /// former one in the same Secret as <c>previousKey</c> until a run has succeeded.</summary>
    [Schema(Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string? KeySecretName { get; set; }

    /// <summary>A key in AWS KMS instead of a Secret's. It never leaves KMS, so every backup and restore asks there.</summary>
    public KmsKeySpec? Kms { get; set; }

    /// <summary>How old a data key may be, such as <c>30d</c>, before the next run makes a new one; what is stored stays as it is
    /// and opens as before. Default: one data key for ever.</summary>
    [Schema(Pattern = Duration.Pattern, MinLength = 2)]
    public string? RotateAfter { get; set; }

    /// <summary>The Secret that <c>keySecretName</c> named before: the next run wraps what its <c>key</c> opens for the present
    /// key, and rewrites no data. May be removed when that run has succeeded.</summary>
    [Schema(Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string? PreviousKeySecretName { get; set; }

    /// <summary>The key that <c>kms</c> named before; as <c>previousKeySecretName</c>.</summary>
    public KmsKeySpec? PreviousKms { get; set; }

    /// <summary>Give the previous key up at the end of the next run: it then opens nothing in the store any more. What would no
    /// longer open without it keeps it there; <c>status.keys</c> of the execution says so.</summary>
    [Schema(DefaultJson = "false")]
    public bool RetirePreviousKey { get; set; }
}
