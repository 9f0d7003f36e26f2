using Kubernetes.CustomResources;

namespace BackupOperator.Contract.Specs;

/// <summary>An S3 bucket.</summary>
public sealed record S3Location
{
    /// <summary>The bucket; it must exist.</summary>
    [Schema(Required = true, MinLength = 3, MaxLength = 63)]
    public string Bucket { get; set; } = "";

    /// <summary>The server's address, such as <c>https://s3.example.org:9000</c>. Default: Amazon's for the region.</summary>
    [Schema(Pattern = "^https?://[^/?#]+/?$")]
    public string? Endpoint { get; set; }

    /// <summary>The region that requests are signed for.</summary>
    [Schema(DefaultJson = "\"us-east-1\"", MinLength = 1)]
    public string Region { get; set; } = "us-east-1";

    /// <summary>Put the bucket in the path instead of the host name; most servers other than Amazon's want this.</summary>
    [Schema(DefaultJson = "false")]
    public bool ForcePathStyle { get; set; }

    /// <summary>The Secret with the credentials, under the keys <c>accessKeyId</c> and <c>secretAccessKey</c>, and
    /// <c>sessionToken</c> where there is one.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string CredentialsSecretName { get; set; } = "";

    /// <summary>The Secret with the certificate authority that signed the server's certificate, under the key <c>ca.crt</c>.
    /// Default: the authorities that the system trusts.</summary>
    [Schema(Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string? CaSecretName { get; set; }

    /// <summary><c>WhenSupported</c> sends the newest checksums with each request; <c>WhenRequired</c> is for servers that
    /// refuse them.</summary>
    [Schema(DefaultJson = "\"WhenSupported\"")]
    public ChecksumMode ChecksumMode { get; set; } = ChecksumMode.WhenSupported;

    /// <summary>The storage class of what is written, such as <c>STANDARD_IA</c>. Default: the bucket's.</summary>
    public string? StorageClass { get; set; }

    /// <summary>Encryption on the server's side, beside the encryption that this project does itself.</summary>
    public ServerSideEncryption? ServerSideEncryption { get; set; }
}

/// <summary>Which checksums are sent with requests.</summary>
public enum ChecksumMode
{
    /// <summary>The newest that the client knows.</summary>
    WhenSupported,

    /// <summary>Only where the protocol demands one.</summary>
    WhenRequired,
}

/// <summary>Encryption on the server's side.</summary>
public sealed record ServerSideEncryption
{
    /// <summary><c>AES256</c> or <c>aws:kms</c>.</summary>
    [Schema(Required = true, Pattern = "^(AES256|aws:kms)$")]
    public string Algorithm { get; set; } = "AES256";

    /// <summary>The key for <c>aws:kms</c>. Default: the account's.</summary>
    public string? KmsKeyId { get; set; }
}
