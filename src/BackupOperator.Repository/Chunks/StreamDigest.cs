using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BackupOperator.Repository.Chunks;

/// <summary>What a stream is: SHA-256 over the names and lengths of its chunks, in order.</summary>
/// <remarks>A chunk's name proves its content, so this proves the stream, and neither writer nor reader has to see the
/// chunks one after the other. One thread at a time.</remarks>
internal sealed class StreamDigest : IDisposable
{
    public const int SizeBytes = SHA256.HashSizeInBytes;

    private const int RecordBytes = ChunkId.SizeBytes + sizeof(int);
    private const int RecordsGathered = 128;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _gathered = new byte[RecordsGathered * RecordBytes];
    private int _used;

    /// <summary>How many chunks were added.</summary>
    public long Chunks { get; private set; }

    /// <summary>Their lengths, in bytes.</summary>
    public long LengthBytes { get; private set; }

    public void Add(ChunkId id, int length)
    {
        var record = _gathered.AsSpan(_used, RecordBytes);
        id.Write(record);
        BinaryPrimitives.WriteInt32LittleEndian(record[ChunkId.SizeBytes..], length);
        _used += RecordBytes;
        Chunks++;
        LengthBytes += length;
        if (_used == _gathered.Length)
        {
            Flush();
        }
    }

    /// <summary>The digest of all that was added; asked for once.</summary>
    public byte[] Complete()
    {
        Flush();
        return _hash.GetHashAndReset();
    }

    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        _hash.AppendData(_gathered, 0, _used);
        _used = 0;
    }
}
