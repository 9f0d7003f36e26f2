namespace BackupOperator.Storage.S3;

/// <summary>Refuses options that can mean nothing, before anything is sent.</summary>
internal static class S3Options
{
    /// <exception cref="ArgumentException">An option is malformed; the message says which.</exception>
    internal static void Require(S3StoreOptions options)
    {
        if (options.Bucket.Length == 0 || options.Bucket.Contains('/'))
        {
            throw new ArgumentException($"\"{options.Bucket}\" is no bucket name", nameof(options));
        }

        if (options.Region.Length == 0)
        {
            throw new ArgumentException("the region is empty; leave it out for us-east-1", nameof(options));
        }

        // The address itself is not repeated: it may hold a password.
        if (options.Endpoint is { } endpoint && !IsOrigin(endpoint))
        {
            throw new ArgumentException(
                "the endpoint must be http or https with host and port only, without user, path or query",
                nameof(options));
        }

        if (options.KmsKeyId is not null && options.ServerEncryption != S3ServerEncryption.Kms)
        {
            throw new ArgumentException("a KMS key id needs server encryption by KMS", nameof(options));
        }
    }

    private static bool IsOrigin(Uri endpoint)
        => endpoint is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            and { UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" };
}
