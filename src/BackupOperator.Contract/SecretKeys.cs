namespace BackupOperator.Contract;

/// <summary>The keys that are read from the Secrets that people name.</summary>
public static class SecretKeys
{
    /// <summary>S3: the access key's id.</summary>
    public const string AccessKeyId = "accessKeyId";

    /// <summary>S3: the secret access key.</summary>
    public const string SecretAccessKey = "secretAccessKey";

    /// <summary>S3: the session token, where there is one.</summary>
    public const string SessionToken = "sessionToken";

    /// <summary>A certificate authority in PEM form.</summary>
    public const string Ca = "ca.crt";

    /// <summary>A client certificate in PEM form.</summary>
    public const string TlsCertificate = "tls.crt";

    /// <summary>The client certificate's private key in PEM form.</summary>
    public const string TlsKey = "tls.key";

    /// <summary>The key-encryption key or passphrase.</summary>
    public const string Key = "key";

    /// <summary>What was under <see cref="Key"/> before the Secret was changed.</summary>
    public const string PreviousKey = "previousKey";

    /// <summary>PostgreSQL: the user.</summary>
    public const string Username = "username";

    /// <summary>PostgreSQL: the password.</summary>
    public const string Password = "password";

    /// <summary>PostgreSQL: the server's host.</summary>
    public const string Host = "host";

    /// <summary>PostgreSQL: the server's port.</summary>
    public const string Port = "port";
}
