using System.Security.Cryptography;

namespace BackupOperator.Repository.Chunks;

/// <summary>HMAC-SHA-256 under a key derived from the data key: equal chunks are found, but nobody without the key can
/// tell whether a known file is stored.</summary>
internal sealed class KeyedHasher(byte[] key) : IHasher
{
    public ChunkId Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[ChunkId.SizeBytes];
        HMACSHA256.HashData(key, content, digest);
        return ChunkId.Read(digest);
    }
}
