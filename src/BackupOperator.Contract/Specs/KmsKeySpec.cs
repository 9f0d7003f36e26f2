using Kubernetes.CustomResources;

namespace BackupOperator.Contract.Specs;

/// <summary>A symmetric key in AWS KMS, and how it is reached.</summary>
public sealed record KmsKeySpec
{
    /// <summary>The pattern of <see cref="Endpoint"/>.</summary>
    public const string EndpointPattern = "^https?://[^/?#]+/?$";

    /// <summary>The key: its id, its ARN, or an alias (<c>alias/backups</c>). An alias that is pointed to another key is a change
    /// of the key: name the former one in <c>previousKms</c>.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 2048)]
    public string KeyId { get; set; } = "";

    /// <summary>The region that the key is in.</summary>
    [Schema(Required = true, MinLength = 1)]
    public string Region { get; set; } = "";

    /// <summary>The address of KMS, such as that of a private endpoint. Default: Amazon's for the region.</summary>
    [Schema(Pattern = EndpointPattern)]
    public string? Endpoint { get; set; }

    /// <summary>The Secret with the credentials, under the keys <c>accessKeyId</c> and <c>secretAccessKey</c>, and
    /// <c>sessionToken</c> where there is one. They need <c>kms:Encrypt</c> and <c>kms:Decrypt</c> on the key.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string CredentialsSecretName { get; set; } = "";
}
