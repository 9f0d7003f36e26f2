namespace BackupOperator.Repository.Keys.Kms;

/// <summary>A symmetric key in AWS KMS and how it is reached; holds paths of credentials, never their values.</summary>
public sealed record KmsKeyOptions
{
    /// <summary>The key: its id, its ARN, or an alias (<c>alias/backups</c>). An alias that is pointed to another key
    /// is a change of the key-encryption key.</summary>
    public required string KeyId { get; init; }

    /// <summary>The region that the key is in.</summary>
    public required string Region { get; init; }

    /// <summary>The address of KMS, such as that of a private endpoint; null for Amazon's own of
    /// <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The file that holds the access key id; null when <see cref="UseAmbientCredentials"/> is set.</summary>
    public string? AccessKeyFile { get; init; }

    /// <summary>The file that holds the secret access key; null when
    /// <see cref="UseAmbientCredentials"/> is set.</summary>
    public string? SecretKeyFile { get; init; }

    /// <summary>The file that holds a session token, for temporary credentials; null for none.</summary>
    public string? SessionTokenFile { get; init; }

    /// <summary>Whether credentials come from where the process runs (pod identity, instance profile, environment) when
    /// no files are given.</summary>
    public bool UseAmbientCredentials { get; init; }

    /// <summary>How long one attempt of a call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a call is made that KMS does not answer or throttles, the first included; with growing
    /// delays in between.</summary>
    public int Attempts { get; init; } = 4;
}
