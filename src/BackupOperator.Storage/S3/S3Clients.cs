using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace BackupOperator.Storage.S3;

/// <summary>Makes the SDK's client of a store's options.</summary>
internal static class S3Clients
{
    // The SDK's default of 8 KiB makes 2,000 system calls of a pack, and as many of the server's.
    private const int SendBytes = 256 * 1024;

    /// <summary>A client that makes each request once, heeds nothing but the options, and
    /// shows what the server really said.</summary>
    internal static AmazonS3Client Create(
        S3StoreOptions options, AWSCredentials? credentials, HttpClientFactory httpClients)
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = options.Region,
            BufferSize = SendBytes,
            ForcePathStyle = options.ForcePathStyle,
            HttpClientFactory = httpClients,

            // Retries are the decorator's: two layers of them multiply.
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            ThrottleRetries = false,

            // Checksums are set request by request; the SDK's default of streaming
            // trailers is what look-alikes break on.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            IgnoreConfiguredEndpointUrls = true,
            DisableLogging = true,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.GetLeftPart(UriPartial.Authority);
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }

    /// <summary>The credentials of the options' files; null for those of the surroundings.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.AccessDenied"/> when the
    /// options name neither.</exception>
    internal static CredentialFiles? Credentials(S3StoreOptions options) => options switch
    {
        { AccessKeyFile: { } access, SecretKeyFile: { } secret } =>
            new CredentialFiles(access, secret, options.SessionTokenFile),
        { AccessKeyFile: null, SecretKeyFile: null, UseAmbientCredentials: true } => null,
        _ => throw new StoreException(
            StoreFailure.AccessDenied,
            $"s3://{options.Bucket}: no credentials; give the location a Secret with an access key and a secret key, "
            + "or allow it to use the pod's own identity"),
    };
}
