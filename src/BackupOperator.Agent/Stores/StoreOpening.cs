using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Stores;

/// <summary>Opens the store that a task names.</summary>
internal static class StoreOpening
{
    /// <exception cref="BadInputException">The task names no store, or a Secret lacks a key.</exception>
    public static IObjectStore Open(StoreTask task, StoreMeter meter, TimeProvider? timeProvider = null)
    {
        try
        {
            return ObjectStores.Open(
                Options(task) with { LimitBytesPerSecond = task.BytesPerSecond }, meter, timeProvider);
        }
        catch (ArgumentException exception)
        {
            throw new BadInputException($"location {task.LocationName} cannot be used: {exception.Message}", exception);
        }
    }

    private static ObjectStoreOptions Options(StoreTask task) => task switch
    {
        { S3: { } s3 } => S3(task, s3),
        { FilesystemPath: { } path } => new FileSystemStoreOptions { Root = path, Prefix = task.Prefix },
        _ => throw new BadInputException($"location {task.LocationName} is neither a bucket nor a directory"),
    };

    private static S3StoreOptions S3(StoreTask task, S3Location s3)
    {
        var purpose = $"the credentials of location {task.LocationName}";
        var encryption = s3.ServerSideEncryption;
        return new S3StoreOptions
        {
            Bucket = s3.Bucket,
            Prefix = task.Prefix,
            Endpoint = s3.Endpoint is { } endpoint ? new Uri(endpoint) : null,
            Region = s3.Region,
            ForcePathStyle = s3.ForcePathStyle,
            CaFile = s3.CaSecretName is null
                ? null
                : task.Ca.Require(SecretKeys.Ca, $"the certificate authority of location {task.LocationName}"),
            ChecksumMode = s3.ChecksumMode == ChecksumMode.WhenRequired
                ? S3ChecksumMode.WhenRequired
                : S3ChecksumMode.WhenSupported,
            StorageClass = s3.StorageClass,
            ServerEncryption = encryption?.Algorithm switch
            {
                null => S3ServerEncryption.BucketDefault,
                "aws:kms" => S3ServerEncryption.Kms,
                _ => S3ServerEncryption.Aes256,
            },
            KmsKeyId = encryption?.KmsKeyId,
            AccessKeyFile = task.Credentials.Require(SecretKeys.AccessKeyId, purpose),
            SecretKeyFile = task.Credentials.Require(SecretKeys.SecretAccessKey, purpose),
            SessionTokenFile = task.Credentials?.Find(SecretKeys.SessionToken),
        };
    }
}
