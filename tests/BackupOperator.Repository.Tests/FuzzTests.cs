using System.Text.Json;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Tests;

/// <summary>Every parser before whom an attacker could put bytes: it takes them or refuses them as damaged, and never
/// fails in another way or asks for memory that the input does not justify.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Documents_Mangled_AreReadOrRefused(int seed)
    {
        var backup = await Damage.OfBackupAsync(EncryptionMode.Aes256Gcm);
        foreach (var part in new[] { "repository.json", "keys/", "backup.json" })
        {
            var key = backup.Key(part);
            Fuzz.Run<IntegrityException>(
                backup.Pristine.Objects[key], seed, document => ParseDocument(key, document));
        }
    }

    /// <summary>Past the digest: records whose guard is right, as someone without the key can make them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Records_MangledUnderARightDigest_AreReadOrRefused(int seed)
    {
        var backup = await Damage.OfBackupAsync(EncryptionMode.Aes256Gcm);
        foreach (var part in new[] { "repository.json", "keys/", "backup.json" })
        {
            var key = backup.Key(part);
            var record = GuardedDocument.Read(key, backup.Pristine.Objects[key]).Record.ToArray();
            Fuzz.Run<IntegrityException>(
                record, seed,
                bytes => ParseDocument(key, GuardedDocument.Write(bytes, keyId: null, recordKey: null)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Manifests_Mangled_AreReadOrRefused(int seed)
    {
        var backup = await Damage.OfBackupAsync(EncryptionMode.None);
        var place = new ManifestPlace(Given.Policy, Given.Backup, Given.Source);
        var repository = await Given.RepositoryAsync(backup.Pristine, EncryptionMode.None);
        Assert.True(Identifier.TryParse(repository.Id, out var id));
        var ring = KeyRing.Unencrypted(id);
        var content = backup.Pristine.Objects[place.ObjectKey];
        Fuzz.Run<IntegrityException, RepositoryException>(
            content, seed, bytes => ManifestFormat.Read(bytes, place, ring));

        // Past the seal: without encryption anyone can make it right. ManifestFormat turns these two into damage.
        var body = ManifestBody.Write(ManifestFormat.Read(content, place, ring)).ToArray();
        Fuzz.Run<FormatException, JsonException>(body, seed, bytes => ManifestBody.Read(bytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Directories_Mangled_AreReadOrRefused(int seed)
    {
        var (plain, pack) = GivenDirectory();
        Assert.Equal(40, PackDirectory.Read(plain, pack, 0).Chunks.Length);
        Fuzz.Run<FormatException>(plain, seed, bytes => PackDirectory.Read(bytes, pack, 0));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("lz4")]
    public void Frames_Mangled_DecompressOrAreRefused(string algorithm)
    {
        var text = Given.Text(100_000);
        using var compressor = (algorithm == "lz4" ? Compression.Lz4 : Compression.Zstd()).CreateCompressor();
        var room = new byte[text.Length];
        var content = room[..compressor.Compress(text, room, Given.Token)!.Value];
        using var decompressor = new Decompressor();
        var plain = new byte[text.Length];
        Assert.True(decompressor.TryDecompress(compressor.Kind, content, plain));
        Assert.Equal(text, plain);
        Fuzz.Run(content, seed: 1, bytes => decompressor.TryDecompress(compressor.Kind, bytes, plain));
    }

    /// <summary>The ends of a pack decide nothing by themselves: they say what they say, and it is plausible or not.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void PackEnds_Mangled_AreWeighedWithoutAnyFailure(int seed)
    {
        var keys = KeyMaterial.Unencrypted(Identifier.Create());
        var (_, pack) = GivenDirectory();
        var ends = new byte[PackFormat.HeaderBytes + PackFormat.FooterBytes];
        PackFormat.WriteHeader(ends, keys.Mode, keys.Repository, pack.Id, keys.KeyId);
        PackFormat.WriteFooter(
            ends.AsSpan(PackFormat.HeaderBytes), pack.DirectoryOffset, pack.DirectoryBytes, pack.Frames);
        Assert.Equal(pack, Weigh(ends));
        Fuzz.Run(ends, seed, bytes =>
        {
            // Who reads them reads as many bytes as they have. Only the directory tells how many frames there are.
            Array.Resize(ref bytes, ends.Length);
            Assert.Equal(pack, (Weigh(bytes) ?? pack) with { Frames = pack.Frames });
        });

        PackSummary? Weigh(byte[] bytes)
        {
            var (header, footer) = (bytes[..PackFormat.HeaderBytes], bytes[PackFormat.HeaderBytes..]);
            var said = PackFormat.ReadSummary(footer, pack.Id, PackFormat.ReadKey(header), pack.SizeBytes);
            return said is { IsEmpty: false, IsPlausible: true } && PackFormat.IsHeader(header, keys, pack.Id)
                && PackFormat.IsFooter(footer, said)
                ? said
                : null;
        }
    }

    private static (byte[] Plain, PackSummary Pack) GivenDirectory()
    {
        const int Frames = 8;
        var plain = new byte[4 + (Frames * 20) + (5 * Frames * 36)];
        BitConverter.TryWriteBytes(plain, Frames);
        var (at, offset) = (4, PackFormat.HeaderBytes);
        for (var frame = 0; frame < Frames; frame++)
        {
            foreach (var value in new[] { offset, 600, 1000, 1, 5 })
            {
                BitConverter.TryWriteBytes(plain.AsSpan(at), value);
                at += 4;
            }

            for (var chunk = 0; chunk < 5; chunk++, at += 36)
            {
                Given.Random(32, (frame * 5) + chunk).CopyTo(plain, at);
                BitConverter.TryWriteBytes(plain.AsSpan(at + 32), 200);
            }

            offset += 600;
        }

        var size = offset + plain.Length + 16 + PackFormat.FooterBytes;
        return (plain, new PackSummary(Identifier.Create(), default, size, plain.Length + 16, Frames));
    }

    private static void ParseDocument(string key, byte[] document)
    {
        var read = GuardedDocument.Read(key, document);
        _ = key.StartsWith("keys/", StringComparison.Ordinal) ? read.Value(key, DocumentJson.Default.KeyRecord)
            : key == Layout.Repository ? (object)read.Value(key, DocumentJson.Default.RepositoryRecord)
            : read.Value(key, DocumentJson.Default.BackupRecord);
    }
}
