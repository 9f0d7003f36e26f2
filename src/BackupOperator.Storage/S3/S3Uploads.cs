using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace BackupOperator.Storage.S3;

/// <summary>Makes the request that stores an object: one PUT of known length, signed, with a
/// checksum.</summary>
internal sealed class S3Uploads(S3StoreOptions options)
{
    // TLS keeps the content from being changed on its way and CRC-32C from arriving damaged: SHA-256 over the same
    // bytes would add nothing but time. In the clear the signature must cover the content.
    private readonly bool unsigned = options.ChecksumMode == S3ChecksumMode.WhenSupported
        && (options.Endpoint is null || options.Endpoint.Scheme == Uri.UriSchemeHttps);

    private volatile bool sendsMd5;

    internal PutObjectRequest Create(string bucketKey, ReadOnlyMemory<byte> content, bool ifAbsent)
    {
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = bucketKey,
            InputStream = AsStream(content),
            ContentType = "application/octet-stream",

            // Chunked signatures and trailers are what look-alikes lack; a signature over the whole content all know.
            UseChunkEncoding = false,
            DisablePayloadSigning = unsigned,
            IfNoneMatch = ifAbsent ? "*" : null,
            StorageClass = options.StorageClass is { } storageClass ? S3StorageClass.FindValue(storageClass) : null,
        };
        AddChecksum(request, content.Span);
        AddEncryption(request);
        return request;
    }

    /// <summary>Whether the server refused a request for want of an MD5, as for buckets with object lock; from then on
    /// every request carries one. It costs as much time as everything else that is done with the bytes on their way, and
    /// the signature vouches for them already.</summary>
    internal bool MissedMd5(PutObjectRequest request, AmazonServiceException answer)
    {
        var missed = request.MD5Digest is null && options.ChecksumMode == S3ChecksumMode.WhenRequired
            && answer.StatusCode == HttpStatusCode.BadRequest
            && $"{answer.ErrorCode} {answer.Message}".Contains("MD5", StringComparison.OrdinalIgnoreCase);
        sendsMd5 |= missed;
        return missed;
    }

    private void AddChecksum(PutObjectRequest request, ReadOnlySpan<byte> content)
    {
        if (options.ChecksumMode == S3ChecksumMode.WhenSupported)
        {
            var checksum = new Crc32C();
            checksum.Append(content);
            request.ChecksumCRC32C = checksum.ToBase64();
        }
        else if (sendsMd5)
        {
#pragma warning disable CA5351 // The protocol's own checksum against accidents, beside a signature over SHA-256.
            request.MD5Digest = Convert.ToBase64String(MD5.HashData(content));
#pragma warning restore CA5351
        }
    }

    private void AddEncryption(PutObjectRequest request)
    {
        request.ServerSideEncryptionMethod = options.ServerEncryption switch
        {
            S3ServerEncryption.Aes256 => ServerSideEncryptionMethod.AES256,
            S3ServerEncryption.Kms => ServerSideEncryptionMethod.AWSKMS,
            _ => null,
        };
        if (options.ServerEncryption == S3ServerEncryption.Kms)
        {
            request.ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId;
        }
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> content)
        => MemoryMarshal.TryGetArray(content, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
}
