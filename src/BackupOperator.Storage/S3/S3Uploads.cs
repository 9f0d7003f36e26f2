using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

    private void AddChecksum(PutObjectRequest request, ReadOnlySpan<byte> content)
    {
        if (options.ChecksumMode == S3ChecksumMode.WhenSupported)
        {
            var checksum = new Crc32C();
            checksum.Append(content);
            request.ChecksumCRC32C = checksum.ToBase64();
            return;
        }

#pragma warning disable CA5351 // The protocol's own checksum against accidents, beside a signature over SHA-256.
        request.MD5Digest = Convert.ToBase64String(MD5.HashData(content));
#pragma warning restore CA5351
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
