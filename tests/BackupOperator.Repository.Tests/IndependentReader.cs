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
    private readonly Dictionary<string, byte[]>? _dataKeys;

    /// <param name="objects">All there is.</param>
    /// <param name="secret">What the Secret holds: a key of 32 bytes, or a passphrase.</param>
    public IndependentReader(IReadOnlyDictionary<string, byte[]> objects, byte[]? secret)
    {
        _objects = objects;
        var record = Record("repository.json");
        var id = record.GetProperty("repositoryId").GetString()!;
        _repository = Convert.FromHexString(id);
        _dataKeys = record.GetProperty("encryption").GetString() == "none" ? null : Unwrap(secret!, id);
    }

    public Dictionary<string, byte[]> Restore(string policy, string backup, string source)
    {
        var record = Record($"{policy}/backups/{backup}/backup.json", authenticate: _dataKeys is not null);
        var entry = record.GetProperty("sources").EnumerateArray()
            .Single(item => item.GetProperty("name").GetString() == source);
        var manifest = _objects[entry.GetProperty("manifestKey").GetString()!];
        Equal(
            Convert.FromHexString(entry.GetProperty("manifestSha256").GetString()!), SHA256.HashData(manifest),
            "manifest digest");

        var header = manifest.AsSpan(0, 88);
        Equal("BKUPMANI"u8, header[..8], "manifest magic");
        byte[] associated = [.. header, .. Encoding.ASCII.GetBytes($"{policy}\0{backup}\0{source}\0")];
        var key = Derive("manifest", header.Slice(48, 32), header.Slice(32, 16));
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
            entry[60],
            Open(Derive("pack", pack.AsSpan(32, 16), pack.AsSpan(48, 16)), Int(entry[36..]), associated, sealedFrame),
            plain);
        var chunk = frame.AsSpan(Int(entry[52..]), Int(entry[56..])).ToArray();
        var identity = Derive("chunk-id", [], pack.AsSpan(48, 16), half: 1);
        var id = identity is null ? SHA256.HashData(chunk) : HMACSHA256.HashData(identity, chunk);
        Equal(entry[..32], id, "chunk id");
        return chunk;
    }

    private Dictionary<string, byte[]> Unwrap(byte[] secret, string repository)
    {
        var keys = new Dictionary<string, byte[]>();
        foreach (var file in _objects.Keys.Where(key => key.StartsWith("keys/")))
        {
            var record = Record(file);
            if (record.GetProperty("repositoryId").GetString() == repository
                && Wrapping(secret, record) is { } wrapping && Unwrap(wrapping, record, repository) is { } key)
            {
                keys[record.GetProperty("keyId").GetString()!] = key;
            }
        }

        return keys;
    }

    private static byte[]? Wrapping(byte[] secret, JsonElement record)
    {
        var isPassphrase = secret.Length != 32;
        if (isPassphrase != record.TryGetProperty("derivation", out var derivation))
        {
            return null;
        }

        return isPassphrase
            ? Rfc2898DeriveBytes.Pbkdf2(
                secret, derivation.GetProperty("salt").GetBytesFromBase64(),
                derivation.GetProperty("iterations").GetInt32(), HashAlgorithmName.SHA512, 32)
            : secret;
    }

    private static byte[]? Unwrap(byte[] wrapping, JsonElement record, string repository)
    {
        var mac = HMACSHA256.HashData(wrapping, Encoding.ASCII.GetBytes($"backup-operator/1/kek-id/{repository}"));
        var kekId = Convert.ToHexStringLower(mac.AsSpan(0, 16));
        if (record.GetProperty("kekId").GetString() != kekId)
        {
            return null;
        }

        var created = DateTimeOffset.Parse(record.GetProperty("createdAt").GetString()!).ToUnixTimeMilliseconds();
        var associated = Encoding.ASCII.GetBytes(
            $"backup-operator/1/key\n{repository}\n{record.GetProperty("keyId").GetString()}\n{kekId}\n{created}\n");
        return Gcm(
            wrapping, record.GetProperty("nonce").GetBytesFromBase64(), associated,
            record.GetProperty("wrappedKey").GetBytesFromBase64());
    }

    private JsonElement Record(string name, bool authenticate = false)
    {
        var document = _objects[name].AsSpan();
        var middle = document.LastIndexOf(",\"guard\":"u8);
        var record = document["{\"record\":".Length..middle].ToArray();
        var guard = JsonDocument.Parse(_objects[name]).RootElement.GetProperty("guard");
        Equal(
            Convert.FromHexString(guard.GetProperty("sha256").GetString()!), SHA256.HashData(record), "record digest");
        if (authenticate)
        {
            var key = Convert.FromHexString(guard.GetProperty("key").GetString()!);
            var mac = HMACSHA256.HashData(Derive("record", [], key)!, record);
            Equal(Convert.FromHexString(guard.GetProperty("hmacSha256").GetString()!), mac, "record MAC");
        }

        return JsonDocument.Parse(record).RootElement;
    }

    /// <summary>Half 0 of a data key is the secret, half 1 the identity secret.</summary>
    private byte[]? Derive(string purpose, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> dataKey, int half = 0) =>
        _dataKeys?[Convert.ToHexStringLower(dataKey)].AsSpan(32 * half, 32).ToArray() is { } secret
            ? HKDF.DeriveKey(
                HashAlgorithmName.SHA256, secret, 32, salt.ToArray(),
                Encoding.ASCII.GetBytes($"backup-operator/1/{purpose}"))
            : null;

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
