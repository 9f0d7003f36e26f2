using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace BackupOperator.Storage.S3;

/// <summary>Makes the request that stores an object: one PUT of known length, signed over its content, with a checksum.</summary>
internal sealed class S3Uploads(S3StoreOptions options)
{
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
            DisablePayloadSigning = false,
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
            request.ChecksumCRC32C = Crc32CBase64(content);
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

    private static string Crc32CBase64(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(content);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var last in content[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
        return Convert.ToBase64String(bytes);
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> content)
        => MemoryMarshal.TryGetArray(content, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
}
