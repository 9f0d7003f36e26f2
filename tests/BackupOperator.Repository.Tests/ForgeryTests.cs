using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Tests;

public sealed class ForgeryTests
{
    [Fact]
    public async Task Record_RewrittenWithItsDigest_IsRefusedWithTheKeyAndReportedByAListing()
    {
        var backup = await Damage.OfBackupAsync(EncryptionMode.Aes256Gcm);
        var key = backup.Key("backup.json");
        var forged = Forge(key, backup.Pristine.Objects[key]);

        Assert.Equal([key], await backup.RefusedAsync(objects => objects[key] = forged));

        backup.Pristine.Objects[key] = forged;
        var repository = await Given.RepositoryAsync(backup.Pristine);
        var entry = Assert.Single(await repository.Catalogue.ListAsync(null, Given.Token).ToListAsync(Given.Token));
        Assert.Null(entry.Record);
        Assert.Contains("does not authenticate", entry.Problem);
    }

    [Fact]
    public async Task Record_StrippedOfItsAuthentication_IsRefusedEvenWithoutTheKey()
    {
        var backup = await Damage.OfBackupAsync(EncryptionMode.Aes256Gcm);
        var key = backup.Key("backup.json");
        var record = GuardedDocument.Read(key, backup.Pristine.Objects[key]).Record;
        backup.Pristine.Objects[key] = GuardedDocument.Write(record.Span, keyId: null, recordKey: null);

        var repository = await BackupRepository.OpenAsync(backup.Pristine, RepositoryAccess.CatalogueOnly, Given.Token);
        await Assert.ThrowsAsync<IntegrityException>(
            () => repository.Catalogue.GetAsync(Given.Policy, Given.Backup, Given.Token));
    }

    [Fact]
    public void Document_SpelledAnotherWay_IsRefused()
    {
        var document = System.Text.Encoding.UTF8.GetString(GuardedDocument.Write("{}"u8, keyId: null, recordKey: null));
        GuardedDocument.Read("x", System.Text.Encoding.UTF8.GetBytes(document));
        var spaced = document.Replace("\"guard\":", "\"guard\": ");
        foreach (var other in new[] { spaced, document.Replace("\"}}", "\",\"x\":1}}") })
        {
            Assert.NotEqual(document, other);
            Assert.Throws<IntegrityException>(
                () => GuardedDocument.Read("x", System.Text.Encoding.UTF8.GetBytes(other)));
        }
    }

    [Fact]
    public void Frame_InAnotherPlaceThanItsOwn_DoesNotOpen()
    {
        foreach (var mode in Enum.GetValues<EncryptionMode>())
        {
            var repository = Identifier.Create();
            var pack = Identifier.Create();
            var place = new FramePlace(0, 3, 64, 100 + 32, 100, FrameCompression.None);
            var keys = mode == EncryptionMode.None
                ? Keys.KeyMaterial.Unencrypted(repository)
                : Keys.KeyMaterial.From(Keys.DataKey.Create(), repository);
            using var sealer = keys.PackSealer(pack);
            var piece = new byte[100 + sealer.OverheadBytes];
            sealer.Seal(3, Associated(repository, pack, place), Given.Random(100), piece);

            Assert.True(sealer.TryOpen(3, Associated(repository, pack, place), piece, new byte[100]));
            Assert.False(sealer.TryOpen(4, Associated(repository, pack, place), piece, new byte[100]));
            Assert.False(sealer.TryOpen(3, Associated(Identifier.Create(), pack, place), piece, new byte[100]));
            Assert.False(sealer.TryOpen(3, Associated(repository, Identifier.Create(), place), piece, new byte[100]));
            Assert.False(
                sealer.TryOpen(3, Associated(repository, pack, place with { Offset = 65 }), piece, new byte[100]));
            Assert.False(
                sealer.TryOpen(
                    3, Associated(repository, pack, place with { PlainLength = 101 }), piece, new byte[100]));
            Assert.False(sealer.TryOpen(
                3, Associated(repository, pack, place with { Compression = FrameCompression.Zstd }), piece,
                new byte[100]));
        }
    }

    [Fact]
    public void Sealer_ThatRefuses_LeavesNoPlaintext()
    {
        var keys = Keys.KeyMaterial.From(Keys.DataKey.Create(), Identifier.Create());
        using var sealer = keys.PackSealer(Identifier.Create());
        var piece = new byte[100 + sealer.OverheadBytes];
        sealer.Seal(0, [], Given.Random(100), piece);
        piece[^1] ^= 1;
        var plain = Given.Random(100, seed: 2);
        Assert.False(sealer.TryOpen(0, [], piece, plain));
        Assert.All(plain, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(32, 1)]
    [InlineData(32, -1)]
    [InlineData(40, 63)]
    [InlineData(44, 0)]
    [InlineData(44, 1_000_000)]
    [InlineData(48, PackFormat.LargestFrameBytes + 1)]
    [InlineData(52, -1)]
    [InlineData(56, 0)]
    [InlineData(56, 101)]
    public void ChunkEntry_WithANumberThatCannotBe_IsNotPlausible(int field, int value)
    {
        PackSummary[] packs = [new(Identifier.Create(), default, 1000, 100, 1)];
        var entry = new ChunkEntry(default, new FramePlace(0, 0, 64, 116, 100, FrameCompression.Zstd), 0, 100);
        var bytes = new byte[ChunkEntry.SizeBytes];
        entry.Write(bytes);
        Assert.True(ChunkEntry.Read(bytes).IsPlausible(packs));

        BitConverter.TryWriteBytes(bytes.AsSpan(field), value);
        Assert.False(ChunkEntry.Read(bytes).IsPlausible(packs));
    }

    private static byte[] Forge(string key, byte[] document)
    {
        var original = GuardedDocument.Read(key, document);
        var record = System.Text.Encoding.UTF8.GetString(original.Record.Span)
            .Replace("1970-01-01T00:01:00", "2030-01-01T00:01:00");
        Assert.Contains("2030-", record);
        var bytes = System.Text.Encoding.UTF8.GetBytes(record);
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        return System.Text.Encoding.UTF8.GetBytes(
            $"{{\"record\":{record},\"guard\":{{\"sha256\":\"{sha256}\"," +
            $"\"key\":\"{original.Guard.Key}\",\"hmacSha256\":\"{original.Guard.HmacSha256}\"}}}}\n");
    }

    private static byte[] Associated(Identifier repository, Identifier pack, in FramePlace place)
    {
        var associated = new byte[PackFormat.AssociatedBytes];
        PackFormat.WriteFrameAssociated(associated, repository, pack, place);
        return associated;
    }
}
