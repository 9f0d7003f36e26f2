using System.Text.Json.Serialization;

namespace BackupOperator.Repository;

/// <summary>How the bytes of a repository are protected; one mode a repository, chosen when it is created.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EncryptionMode>))]
public enum EncryptionMode
{
    /// <summary>Nothing is secret. SHA-256 still detects damage, but nobody is kept from forging content.</summary>
    [JsonStringEnumMemberName("none")]
    None = 0,

    /// <summary>AES-256-GCM under random data keys that a key-encryption key wraps.</summary>
    [JsonStringEnumMemberName("aes-256-gcm")]
    Aes256Gcm = 1,
}
