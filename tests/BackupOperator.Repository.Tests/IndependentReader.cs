using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BackupOperator.Repository.Tests;

/// <summary>Restores from the stored form with nothing but the README: uses no code of the library.</summary>
internal sealed partial class IndependentReader
{
    private readonly IReadOnlyDictionary<string, byte[]> _objects;
    private readonly byte[] _repository;
    private readonly byte[]? _dataKey;

    public IndependentReader(IReadOnlyDictionary<string, byte[]> objects, byte[]? kek)
    {
        _objects = objects;
        var record = Record("repository.json");
        var id = record.GetProperty("repositoryId").GetString()!;
        _repository = Convert.FromHexString(id);
        _dataKey = record.GetProperty("encryption").GetString() == "none" ? null : Unwrap(kek!, id);
    }

    public Dictionary<string, byte[]> Restore(string policy, string backup, string source)
    {
        var record = Record($"{policy}/backups/{backup}/backup.json", authenticate: _dataKey is not null);
        var entry = record.GetProperty("sources").EnumerateArray()
            .Single(item => item.GetProperty("name").GetString() == source);
        var manifest = _objects[entry.GetProperty("manifestKey").GetString()!];
        Equal(
            Convert.FromHexString(entry.GetProperty("manifestSha256").GetString()!), SHA256.HashData(manifest),
            "manifest digest");

        var header = manifest.AsSpan(0, 88);
        Equal("BKUPMANI"u8, header[..8], "manifest magic");
        byte[] associated = [.. header, .. Encoding.ASCII.GetBytes($"{policy}\0{backup}\0{source}\0")];
        var key = Derive("manifest", header.Slice(48, 32));
        var body = Expand(header[11], Open(key, 0, associated, manifest.AsSpan(88)), Int(header[80..]));
        return Streams(body, policy, source);
    }

    private Dictionary<string, byte[]> Streams(ReadOnlySpan<byte> body, string policy, string source)
    {
        var rest = body[(4 + Int(body))..];
        var packs = new List<byte[]>();
        var packCount = Int(rest);
        rest = rest[4..];
        for (var index = 0; index < packCount; index++, rest = rest[44..])
        {
            var name = Convert.ToHexStringLower(rest[..16]);
            packs.Add(Int(rest[32..]) == 0 ? [] : _objects[$"{policy}/{source}/packs/{name[..2]}/{name}"]);
            Assert.Equal(Int(rest[32..]), packs[^1].Length);
        }

        var result = new Dictionary<string, byte[]>();
        var streamCount = Int(rest);
        rest = rest[4..];
        for (var index = 0; index < streamCount; index++)
        {
            var nameLength = Int(rest);
            var name = Encoding.UTF8.GetString(rest.Slice(4, nameLength));
            rest = rest[(4 + nameLength)..];
            var lists = Int(rest[48..]);
            var content = new MemoryStream();
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var list = 0; list < lists; list++)
            {
                var entries = Chunk(packs, rest.Slice(52 + (64 * list), 64));
                for (var offset = 0; offset < entries.Length; offset += 64)
                {
                    var entry = entries.AsSpan(offset, 64);
                    content.Write(Chunk(packs, entry));
                    digest.AppendData(entry[..32]);
                    digest.AppendData(entry.Slice(56, 4));
                }
            }

            Equal(rest.Slice(8, 32), digest.GetHashAndReset(), "stream digest");
            result.Add(name, content.ToArray());
            rest = rest[(52 + (64 * lists))..];
        }

        return result;
    }

    private byte[] Chunk(List<byte[]> packs, ReadOnlySpan<byte> entry)
    {
        var pack = packs[Int(entry[32..])];
        var (offset, length, plain) = (Int(entry[40..]), Int(entry[44..]), Int(entry[48..]));
        byte[] associated =
        [
            .. "BKUPFRAM"u8, .. _repository, .. pack.AsSpan(32, 16), .. entry.Slice(36, 4), .. entry.Slice(40, 4),
            .. entry.Slice(48, 4), entry[60],
        ];
        var sealedFrame = pack.AsSpan(offset, length);
        var frame = Expand(
            entry[60], Open(Derive("pack", pack.AsSpan(32, 16)), Int(entry[36..]), associated, sealedFrame), plain);
        var chunk = frame.AsSpan(Int(entry[52..]), Int(entry[56..])).ToArray();
        var id = _dataKey is null
            ? SHA256.HashData(chunk)
            : HMACSHA256.HashData(Derive("chunk-id", [], _dataKey[32..])!, chunk);
        Equal(entry[..32], id, "chunk id");
        return chunk;
    }

    private byte[] Unwrap(byte[] kek, string repository)
    {
        var mac = HMACSHA256.HashData(kek, Encoding.ASCII.GetBytes($"backup-operator/1/kek-id/{repository}"));
        var kekId = Convert.ToHexStringLower(mac.AsSpan(0, 16));
        var record = Record(_objects.Keys.Single(key => key.StartsWith("keys/") && key.EndsWith($".{kekId}.json")));
        var created = DateTimeOffset.Parse(record.GetProperty("createdAt").GetString()!).ToUnixTimeMilliseconds();
        var associated = Encoding.ASCII.GetBytes(
            $"backup-operator/1/key\n{repository}\n{record.GetProperty("keyId").GetString()}\n{kekId}\n{created}\n");
        return Gcm(
            kek, record.GetProperty("nonce").GetBytesFromBase64(), associated,
            record.GetProperty("wrappedKey").GetBytesFromBase64());
    }

    private JsonElement Record(string key, bool authenticate = false)
    {
        var document = _objects[key].AsSpan();
        var middle = document.LastIndexOf(",\"guard\":"u8);
        var record = document["{\"record\":".Length..middle].ToArray();
        var guard = JsonDocument.Parse(_objects[key]).RootElement.GetProperty("guard");
        Equal(
            Convert.FromHexString(guard.GetProperty("sha256").GetString()!), SHA256.HashData(record), "record digest");
        if (authenticate)
        {
            var mac = HMACSHA256.HashData(Derive("record", [])!, record);
            Equal(Convert.FromHexString(guard.GetProperty("hmacSha256").GetString()!), mac, "record MAC");
        }

        return JsonDocument.Parse(record).RootElement;
    }

    private byte[]? Derive(string purpose, ReadOnlySpan<byte> salt, byte[]? secret = null) => _dataKey is null
        ? null
        : HKDF.DeriveKey(
            HashAlgorithmName.SHA256, secret ?? _dataKey[..32], 32, salt.ToArray(),
            Encoding.ASCII.GetBytes($"backup-operator/1/{purpose}"));

    private static byte[] Open(byte[]? key, int position, byte[] associated, ReadOnlySpan<byte> piece)
    {
        var counter = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(counter, position);
        if (key is not null)
        {
            return Gcm(key, counter, associated, piece.ToArray());
        }

        byte[] covered = [.. counter.AsSpan(0, 4), .. associated, .. piece[..^32]];
        Equal(piece[^32..], SHA256.HashData(covered), "digest of a piece");
        return piece[..^32].ToArray();
    }

    private static byte[] Gcm(byte[] key, byte[] nonce, byte[] associated, byte[] piece)
    {
        using var cipher = new AesGcm(key, 16);
        var plain = new byte[piece.Length - 16];
        cipher.Decrypt(nonce, piece.AsSpan(0, plain.Length), piece.AsSpan(plain.Length), plain, associated);
        return plain;
    }

    private static byte[] Expand(byte compression, byte[] content, int plainLength)
    {
        var plain = compression == 0 ? content : new byte[plainLength];
        if (compression == 1)
        {
            Assert.Equal(plainLength, (long)Decompress(plain, plainLength, content, content.Length));
        }

        if (compression == 2)
        {
            Assert.Equal(plainLength, DecompressBlock(content, plain, content.Length, plainLength));
        }

        Assert.Equal(plainLength, plain.Length);
        return plain;
    }

    private static int Int(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes);

    private static void Equal(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what) =>
        Assert.True(expected.SequenceEqual(actual), $"{what} differs");

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_decompress_safe")]
    private static partial int DecompressBlock(byte[] source, byte[] destination, int length, int capacity);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_decompress")]
    private static partial nint Decompress(byte[] destination, nint capacity, byte[] source, nint length);
}
