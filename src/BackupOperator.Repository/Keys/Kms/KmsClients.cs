using Amazon;
using Amazon.KeyManagementService;
using Amazon.Runtime;

namespace BackupOperator.Repository.Keys.Kms;

/// <summary>Makes the SDK's client of a key's options.</summary>
internal static class KmsClients
{
    /// <exception cref="RepositoryException">A file cannot be read, or the options name no credentials.</exception>
    public static AmazonKeyManagementServiceClient Create(KmsKeyOptions options)
    {
        var config = new AmazonKeyManagementServiceConfig
        {
            AuthenticationRegion = options.Region,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.Attempts - 1,
            Timeout = options.Timeout,
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

        return Credentials(options) is { } credentials
            ? new AmazonKeyManagementServiceClient(credentials, config)
            : new AmazonKeyManagementServiceClient(config);
    }

    private static AWSCredentials? Credentials(KmsKeyOptions options) => options switch
    {
        { AccessKeyFile: { } access, SecretKeyFile: { } secret, SessionTokenFile: { } token } =>
            new SessionAWSCredentials(Read(access), Read(secret), Read(token)),
        { AccessKeyFile: { } access, SecretKeyFile: { } secret } =>
            new BasicAWSCredentials(Read(access), Read(secret)),
        { AccessKeyFile: null, SecretKeyFile: null, UseAmbientCredentials: true } => null,
        _ => throw new RepositoryException(
            RepositoryFailure.KeyServiceDenied,
            $"KMS key {options.KeyId}: no credentials; give an access key and a secret key, or allow the pod's own " +
            "identity"),
    };

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } value
                ? value
                : throw new RepositoryException(
                    RepositoryFailure.KeyServiceDenied, $"{path}: is empty; fill it in the Secret for KMS");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RepositoryException(
                RepositoryFailure.KeyServiceDenied, $"{path}: cannot be read; put it into the Secret for KMS");
        }
    }
}
