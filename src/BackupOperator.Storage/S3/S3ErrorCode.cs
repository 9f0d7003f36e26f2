using System.Collections.Frozen;

namespace BackupOperator.Storage.S3;

/// <summary>What the error codes of S3, and of the servers that speak like it, mean and
/// what a person does about them.</summary>
/// <param name="Failure">The store's failure.</param>
/// <param name="Advice">What happened and what to do, for the message.</param>
internal sealed record S3ErrorCode(StoreFailure Failure, string Advice)
{
    private static readonly S3ErrorCode SlowDown = new(StoreFailure.Throttled, "the store asks to slow down");
    private static readonly S3ErrorCode Expired = new(
        StoreFailure.AccessDenied,
        "the session token is no longer valid; renew the temporary credentials in the Secret");

    private static readonly S3ErrorCode Forbidden = new(
        StoreFailure.AccessDenied,
        "access denied; allow these credentials to list the bucket and to get, put and delete objects below the " +
        "prefix");

    private static readonly S3ErrorCode Locked = new(
        StoreFailure.Retained,
        "object lock or a legal hold keeps the object; wait until it ends, or have it removed");

    private static readonly S3ErrorCode WrongRegion = new(
        StoreFailure.Unsupported, "the bucket is in another region; correct the location's region or endpoint");

    private static readonly S3ErrorCode NoRoom = new(
        StoreFailure.Full, "the store is full or its quota used up; enlarge it or keep fewer backups");

    private static readonly S3ErrorCode Garbled = new(
        StoreFailure.Corrupt,
        "the store received other bytes than were sent; check the network and any proxy in between");

    private static readonly S3ErrorCode UnknownOption = new(
        StoreFailure.Unsupported,
        "the store does not take the request; try checksum mode WhenRequired, and leave out storage class and " +
        "server-side encryption");

    private static readonly S3ErrorCode BadKmsKey = new(
        StoreFailure.AccessDenied,
        "the KMS key cannot be used; check its id, that it is enabled, and the permission to use it");

    private static readonly string[] LockWords = ["object lock", "WORM protected", "legal hold"];

    private static readonly FrozenDictionary<string, S3ErrorCode> Known = new Dictionary<string, S3ErrorCode>
    {
        ["NoSuchBucket"] = new(
            StoreFailure.ContainerMissing, "no such bucket; create it, or correct the location's bucket"),
        ["NoSuchKey"] = new(StoreFailure.NotFound, "no such object"),
        ["PreconditionFailed"] = new(StoreFailure.AlreadyExists, "already exists"),
        ["ConditionalRequestConflict"] = new(StoreFailure.Unreachable, "another writer is storing the same object"),
        ["InvalidAccessKeyId"] = new(
            StoreFailure.AccessDenied, "the store does not know this access key; correct it in the location's Secret"),
        ["SignatureDoesNotMatch"] = new(
            StoreFailure.AccessDenied,
            "the secret key does not fit the access key; correct it in the location's Secret (and check the region)"),
        ["ExpiredToken"] = Expired,
        ["InvalidToken"] = Expired,
        ["TokenRefreshRequired"] = Expired,
        ["RequestTimeTooSkewed"] = new(
            StoreFailure.AccessDenied, "the clocks of this node and of the store differ too much; set them right"),
        ["AccessDenied"] = Forbidden,
        ["AllAccessDisabled"] = Forbidden,
        ["ObjectLocked"] = Locked,
        ["UserSuspended"] = new(StoreFailure.AccessDenied, "the account is suspended; ask the store's administrator"),
        ["InvalidObjectState"] = new(
            StoreFailure.Unsupported, "the object lies in an archive class; have the store restore it first"),
        ["QuotaExceeded"] = NoRoom,
        ["XMinioStorageFull"] = NoRoom,
        ["XMinioAdminBucketQuotaExceeded"] = NoRoom,
        ["InsufficientStorage"] = NoRoom,
        ["SlowDown"] = SlowDown,
        ["SlowDownRead"] = SlowDown,
        ["SlowDownWrite"] = SlowDown,
        ["Throttling"] = SlowDown,
        ["ThrottlingException"] = SlowDown,
        ["TooManyRequests"] = SlowDown,
        ["RequestLimitExceeded"] = SlowDown,
        ["RequestTimeout"] = new(StoreFailure.Unreachable, "the store waited too long for data; check the network"),
        // No code of S3 but the status of an answer without one: the HTTP layer, or a
        // proxy, lost step with the connection.
        ["BadRequest"] = new(StoreFailure.Unreachable, "the request did not arrive whole; check any proxy in between"),
        ["IncompleteBody"] = new(StoreFailure.Unreachable, "the store received only a part of the object"),
        ["InvalidRange"] = new(StoreFailure.Truncated, "the object is shorter than the range asked for"),
        ["BadDigest"] = Garbled,
        ["XAmzContentSHA256Mismatch"] = Garbled,
        ["XAmzContentChecksumMismatch"] = Garbled,
        ["PermanentRedirect"] = WrongRegion,
        ["TemporaryRedirect"] = WrongRegion,
        ["AuthorizationHeaderMalformed"] = WrongRegion,
        ["InvalidStorageClass"] = new(
            StoreFailure.Unsupported,
            "the store does not have this storage class; correct the location's storageClass"),
        ["InvalidBucketName"] = new(StoreFailure.Unsupported, "no valid bucket name; correct the location's bucket"),
        ["EntityTooLarge"] = new(StoreFailure.Unsupported, "the store does not take objects of this size"),
        ["NotImplemented"] = UnknownOption,
        ["InvalidArgument"] = UnknownOption,
        ["InvalidRequest"] = UnknownOption,
        ["InvalidEncryptionAlgorithmError"] = UnknownOption,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The meaning of an answer; the status decides when the code is missing or unknown.</summary>
    internal static S3ErrorCode Find(string? code, int status, string? message = null)
    {
        // Amazon's and Ceph's say AccessDenied, others InvalidRequest: only the text tells a lock from a permission.
        if (message is not null && LockWords.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return Locked;
        }

        if (code is not null && Known.TryGetValue(code, out var known))
        {
            return known;
        }

        return code?.StartsWith("KMS.", StringComparison.Ordinal) == true ? BadKmsKey : FindByStatus(code, status);
    }

    private static S3ErrorCode FindByStatus(string? code, int status) => status switch
    {
        400 when string.IsNullOrEmpty(code) => Known["BadRequest"],
        401 or 403 => Forbidden,
        404 => Known["NoSuchKey"],
        409 => Known["ConditionalRequestConflict"],
        412 => Known["PreconditionFailed"],
        416 => Known["InvalidRange"],
        429 => SlowDown,
        507 => NoRoom,
        >= 300 and < 400 => WrongRegion,
        >= 500 => new(StoreFailure.Unreachable, "the store failed on its side; look at its own logs"),
        _ => UnknownOption,
    };
}
