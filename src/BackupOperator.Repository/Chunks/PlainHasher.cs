using System.Security.Cryptography;

namespace BackupOperator.Repository.Chunks;

/// <summary>SHA-256, for repositories that are explicitly not encrypted.</summary>
internal sealed class PlainHasher : IHasher
{
    public ChunkId Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[ChunkId.SizeBytes];
        SHA256.HashData(content, digest);
        return ChunkId.Read(digest);
    }
}
