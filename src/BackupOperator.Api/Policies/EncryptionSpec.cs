using Kubernetes.Client.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>How backups are encrypted before they leave the pod.</summary>
[ValidationRule("self.mode == 'None' ? !has(self.keySecretName) : has(self.keySecretName)",
    "set keySecretName to a Secret with the key, or mode: None to store backups in the clear")]
public sealed record EncryptionSpec
{
    /// <summary><c>AES256GCM</c>, or <c>None</c> to store backups in the clear.</summary>
    [Schema(DefaultJson = "\"AES256GCM\"")]
    public EncryptionMode Mode { get; set; } = EncryptionMode.AES256GCM;

    /// <summary>The Secret whose key <c>key</c> holds 32 random bytes (raw, base64 or hex), or a passphrase of at least 16
    /// characters. Keep a copy outside of the cluster: without it no backup can be restored.</summary>
    public string? KeySecretName { get; set; }
}

/// <summary>How backups are encrypted.</summary>
public enum EncryptionMode
{
    /// <summary>AES with 256 bits in Galois/counter mode, under a data key that the Secret's key wraps.</summary>
    AES256GCM,

    /// <summary>Not at all.</summary>
    None,
}
