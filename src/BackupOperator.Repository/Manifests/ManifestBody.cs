using System.Buffers;
using System.Text;
using System.Text.Json;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Packs;
using static System.Buffers.Binary.BinaryPrimitives;

namespace BackupOperator.Repository.Manifests;

/// <summary>The plaintext of a manifest: the JSON part, the packs, the streams (README.md, "Manifest").</summary>
internal static class ManifestBody
{
    private const int Sha256Bytes = 32;
    private const int PackBytes = (2 * Identifier.SizeBytes) + (2 * sizeof(int)) + Sha256Bytes;

    public static ReadOnlyMemory<byte> Write(Manifest manifest)
    {
        var body = new ArrayBufferWriter<byte>();
        WriteBytes(body, JsonSerializer.SerializeToUtf8Bytes(manifest.Record, DocumentJson.Default.ManifestRecord));
        WriteInt32(body, manifest.Packs.Count);
        foreach (var pack in manifest.Packs)
        {
            WriteIdentifier(body, pack.Id);
            WriteIdentifier(body, pack.Key);
            WriteInt32(body, pack.SizeBytes);
            WriteInt32(body, pack.Frames);
            body.Write(pack.Sha256.Span);
        }

        WriteInt32(body, manifest.Streams.Count);
        foreach (var stream in manifest.Streams)
        {
            WriteStream(body, stream);
        }

        return body.WrittenMemory;
    }

    /// <exception cref="FormatException">The body breaks off or its counts cannot be.</exception>
    /// <exception cref="JsonException">The JSON part is none.</exception>
    public static Manifest Read(ReadOnlySpan<byte> body)
    {
        var reader = new BodyReader(body);
        var record = JsonSerializer.Deserialize(reader.ReadBlock(), DocumentJson.Default.ManifestRecord)
            ?? throw new FormatException("the JSON part is null");
        var packs = new PackSummary[reader.ReadCount(PackBytes)];
        for (var index = 0; index < packs.Length; index++)
        {
            var id = Identifier.Read(reader.ReadBytes(Identifier.SizeBytes));
            var key = Identifier.Read(reader.ReadBytes(Identifier.SizeBytes));
            var size = reader.ReadInt32();
            var frames = reader.ReadInt32();
            packs[index] = new PackSummary(id, key, size, reader.ReadBytes(Sha256Bytes).ToArray(), frames);
        }

        var streams = new ManifestStream[reader.ReadCount(Sha256Bytes)];
        for (var index = 0; index < streams.Length; index++)
        {
            streams[index] = ReadStream(ref reader, packs);
        }

        reader.RequireEnd();
        return new Manifest(record, packs, streams);
    }

    private static void WriteStream(ArrayBufferWriter<byte> body, ManifestStream stream)
    {
        WriteBytes(body, Encoding.UTF8.GetBytes(stream.Name));
        WriteInt64(body, stream.LengthBytes);
        body.Write(stream.Sha256.Span);
        WriteInt64(body, stream.Chunks);
        WriteInt32(body, stream.Lists.Count);
        foreach (var list in stream.Lists)
        {
            list.Write(body.GetSpan(ChunkEntry.SizeBytes));
            body.Advance(ChunkEntry.SizeBytes);
        }
    }

    private static ManifestStream ReadStream(ref BodyReader reader, PackSummary[] packs)
    {
        var name = Encoding.UTF8.GetString(reader.ReadBlock());
        var length = reader.ReadInt64();
        var sha256 = reader.ReadBytes(Sha256Bytes).ToArray();
        var chunks = reader.ReadInt64();
        var lists = new ChunkEntry[reader.ReadCount(ChunkEntry.SizeBytes)];
        for (var index = 0; index < lists.Length; index++)
        {
            lists[index] = ChunkEntry.Read(reader.ReadBytes(ChunkEntry.SizeBytes));
            if (!lists[index].IsPlausible(packs))
            {
                throw new FormatException("a chunk list lies outside of its pack");
            }
        }

        return new ManifestStream(name, length, sha256, chunks, lists);
    }

    private static void WriteBytes(ArrayBufferWriter<byte> body, ReadOnlySpan<byte> bytes)
    {
        WriteInt32(body, bytes.Length);
        body.Write(bytes);
    }

    private static void WriteIdentifier(ArrayBufferWriter<byte> body, Identifier identifier)
    {
        identifier.Write(body.GetSpan(Identifier.SizeBytes));
        body.Advance(Identifier.SizeBytes);
    }

    private static void WriteInt32(ArrayBufferWriter<byte> body, int value)
    {
        WriteInt32LittleEndian(body.GetSpan(sizeof(int)), value);
        body.Advance(sizeof(int));
    }

    private static void WriteInt64(ArrayBufferWriter<byte> body, long value)
    {
        WriteInt64LittleEndian(body.GetSpan(sizeof(long)), value);
        body.Advance(sizeof(long));
    }
}
