using System.Text.Json.Serialization;

namespace BackupOperator.Repository.Documents;

/// <summary>What protects a plain document.</summary>
/// <param name="Sha256">Digest of the record's bytes, 64 hex digits: shows damage to anyone.</param>
/// <param name="Key">The data key whose record key made <paramref name="HmacSha256"/>;
/// absent where nothing is encrypted.</param>
/// <param name="HmacSha256">Shows forgery to those who hold the key; 64 hex digits.</param>
internal sealed record Guard(
    [property: JsonPropertyName("sha256")] string Sha256,
    [property: JsonPropertyName("key")] string? Key = null,
    [property: JsonPropertyName("hmacSha256")] string? HmacSha256 = null);
