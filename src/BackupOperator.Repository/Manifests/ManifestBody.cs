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
    /// <summary>What a pack of the list takes.</summary>
    public const int PackBytes = (2 * Identifier.SizeBytes) + (3 * sizeof(int));

    // Name, length, digest, number of chunks and of lists: what even an empty stream has.
    private const int SmallestStreamBytes =
        sizeof(int) + sizeof(long) + StreamDigest.SizeBytes + sizeof(long) + sizeof(int);

    private const int InitialBytes = 4096;

    public static ReadOnlyMemory<byte> Write(Manifest manifest)
    {
        // At once as long as its longest part: a list of a million packs is not copied while it grows.
        var body = new ArrayBufferWriter<byte>(InitialBytes + (manifest.Packs.Count * PackBytes));
        WriteBytes(body, JsonSerializer.SerializeToUtf8Bytes(manifest.Record, DocumentJson.Default.ManifestRecord));
        WriteInt32(body, manifest.Packs.Count);
        foreach (var pack in manifest.Packs)
        {
            WriteIdentifier(body, pack.Id);
            WriteIdentifier(body, pack.Key);
            WriteInt32(body, pack.SizeBytes);
            WriteInt32(body, pack.DirectoryBytes);
            WriteInt32(body, pack.Frames);
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
            packs[index] = ReadPack(ref reader);
        }

        var streams = new ManifestStream[reader.ReadCount(SmallestStreamBytes)];
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
        body.Write(stream.Digest.Span);
        WriteInt64(body, stream.Chunks);
        WriteInt32(body, stream.Lists.Count);
        foreach (var list in stream.Lists)
        {
            list.Write(body.GetSpan(ChunkEntry.SizeBytes));
            body.Advance(ChunkEntry.SizeBytes);
        }
    }

    private static PackSummary ReadPack(ref BodyReader reader)
    {
        var id = Identifier.Read(reader.ReadBytes(Identifier.SizeBytes));
        var key = Identifier.Read(reader.ReadBytes(Identifier.SizeBytes));
        var pack = new PackSummary(id, key, reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        return pack.IsPlausible ? pack : throw new FormatException("the lengths of a pack cannot be");
    }

    private static ManifestStream ReadStream(ref BodyReader reader, PackSummary[] packs)
    {
        var name = Encoding.UTF8.GetString(reader.ReadBlock());
        var length = reader.ReadInt64();
        var digest = reader.ReadBytes(StreamDigest.SizeBytes).ToArray();
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

        return new ManifestStream(name, length, digest, chunks, lists);
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
