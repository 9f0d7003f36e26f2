using System.Text.Json;
using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Repository.Tests;

/// <summary>What the tests begin with.</summary>
internal static class Given
{
    public const string Policy = "0b9c6a52-policy";
    public const string Source = "orders";
    public const string Backup = "shop-20260101";
    public const int SmallestPack = 8 * 1024 * 1024;

    public static byte[] Kek { get; } = [.. Enumerable.Range(100, 32).Select(value => (byte)value)];

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static RepositoryAccess Access(EncryptionMode mode = EncryptionMode.Aes256Gcm) => mode == EncryptionMode.None
        ? RepositoryAccess.Unencrypted with { CreateIfAbsent = true }
        : RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(Kek)) with { CreateIfAbsent = true };

    public static Task<BackupRepository> RepositoryAsync(
        MemoryStore store, EncryptionMode mode = EncryptionMode.Aes256Gcm) =>
        BackupRepository.OpenAsync(store, Access(mode), Token);

    public static SourceWriterOptions Options(
        string source = Source, string backup = Backup, Compression? compression = null) => new()
    {
        PolicyUid = Policy,
        Source = source,
        Backup = backup,
        Compression = compression ?? Compression.Zstd(),
        PackBytes = SmallestPack,
    };

    public static JsonElement Details() => JsonDocument.Parse("""{"server":"15.4","tables":["a","b"]}""").RootElement;

    /// <summary>Bytes that do not compress.</summary>
    public static byte[] Random(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Bytes that compress about as a dump does.</summary>
    public static byte[] Text(int length, int seed = 1)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (var index = 0; index < length; index++)
        {
            bytes[index] = (byte)('a' + random.Next(8));
        }

        return bytes;
    }

    public static async Task<StoredManifest> WriteAsync(
        this BackupRepository repository, SourceWriterOptions options, params (string Name, byte[] Content)[] streams)
    {
        await using var writer = await repository.WriteSourceAsync(options, Token);
        foreach (var (name, content) in streams)
        {
            await writer.WriteStreamAsync(name, new MemoryStream(content), Token);
        }

        return await writer.CompleteAsync(Details(), Token);
    }

    public static async Task<byte[]> ReadAsync(
        this BackupRepository repository, string name, string source = Source, string backup = Backup)
    {
        using var reader = await repository.OpenSourceAsync(Policy, backup, source, Token);
        await using var stream = reader.OpenRead(name);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Token);
        return content.ToArray();
    }

    /// <summary>Where the chunks of a stream are, in order.</summary>
    public static async Task<IReadOnlyList<ChunkEntry>> EntriesAsync(this BackupRepository repository, string name)
    {
        using var reader = await repository.OpenSourceAsync(Policy, Backup, Source, Token);
        var entries = new List<ChunkEntry>();
        var described = reader.ManifestStreams.Single(stream => stream.Name == name);
        await foreach (var list in reader.Lists.ListsAsync(described, Token))
        {
            entries.AddRange(list.Span);
        }

        return entries;
    }

    /// <summary>Compares large content without describing it byte by byte.</summary>
    public static void SameBytes(byte[] expected, byte[] actual) => Assert.True(
        expected.AsSpan().SequenceEqual(actual),
        $"differs: {expected.Length} and {actual.Length} bytes, the first {expected.AsSpan().CommonPrefixLength(actual)} equal");

    public static BackupRecord Record(params (string Source, StoredManifest Manifest)[] sources) => new()
    {
        Backup = Backup,
        Policy = new PolicyIdentity(Policy, "shop", "nightly"),
        ClusterId = "cluster-1",
        Execution = new ExecutionIdentity("execution-uid", "shop-20260101"),
        Schedule = new ScheduleSlot("nightly", DateTimeOffset.UnixEpoch),
        Type = "full",
        FencingToken = 7,
        StartedAt = DateTimeOffset.UnixEpoch,
        CompletedAt = DateTimeOffset.UnixEpoch.AddMinutes(5),
        RecoveryPoint = DateTimeOffset.UnixEpoch.AddMinutes(1),
        Compression = "zstd:3",
        OperatorVersion = "0.1.0",
        Sources = [.. sources.Select(source => Describe(source.Source, source.Manifest))],
    };

    private static SourceRecord Describe(string name, StoredManifest manifest) => new()
    {
        Name = name,
        Kind = "postgres",
        ManifestKey = manifest.Key,
        ManifestSha256 = manifest.Sha256,
        ReadBytes = manifest.ReadBytes,
        StoredBytes = manifest.StoredBytes,
        TransferredBytes = manifest.TransferredBytes,
        Packs = manifest.Packs,
        Chunks = manifest.Chunks,
        Rows = 42,
        Databases = [new DatabaseRecord("shop", 2, 42, manifest.ReadBytes)],
    };
}
