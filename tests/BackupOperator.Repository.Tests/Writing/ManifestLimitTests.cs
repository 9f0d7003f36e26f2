using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Tests.Writing;

/// <summary>No manifest is written that readers refuse, and who would need one learns it before everything is
/// stored.</summary>
public sealed class ManifestLimitTests
{
    private const int Mebi = 1024 * 1024;
    private const int PlainLimit = 256 * Mebi;

    private static readonly ManifestPlace Place = new(Given.Policy, Given.Backup, Given.Source);

    [Fact]
    public async Task Source_OfMorePacksThanItsManifestLists_FailsAtTheFirstOfThem()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var content = new MemoryStream(Given.Random(90 * Mebi));
        await using var writer = await repository.WriteSourceAsync(Given.Options() with { MostPacks = 3 }, Given.Token);

        var failure = await Assert.ThrowsAsync<RepositoryException>(
            () => writer.WriteStreamAsync("dump", content, Given.Token));

        Assert.Equal(RepositoryFailure.SourceTooLarge, failure.Failure);
        Assert.Equal(
            $"source {Given.Source} needs more than 3 packs, and its manifest cannot list them: split it into " +
            "several sources",
            failure.Message);
        Assert.True(content.Position < 60 * Mebi, $"{content.Position} bytes were read before the end was known");
        Assert.InRange(store.Objects.Keys.Count(key => key.Contains("/packs/")), 0, 3);
    }

    [Fact]
    public async Task Writer_AtItsManifest_KeepsNoBufferOfAPack()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await using var writer = await repository.WriteSourceAsync(Given.Options(), Given.Token);
        await writer.WriteStreamAsync("dump", new MemoryStream(Given.Random(9 * Mebi)), Given.Token);
        await writer.CompleteAsync(Given.Details(), Given.Token);

        using var fresh = writer.Pipeline.Buffers.Rent(Given.SmallestPack);
        Assert.False(fresh.Span.ContainsAnyExcept((byte)0), "the buffer of a pack is still kept");
    }

    [Fact]
    public void Manifest_OfTheMostPacks_IsReadAgain()
    {
        var ring = KeyRing.Unencrypted(Identifier.Create());
        var content = ManifestFormat.Write(Listing(ManifestFormat.MostPacks), Place, ring.Current!, Compression.None);

        Assert.InRange(content.Length, ManifestFormat.LargestBytes - (9 * Mebi), ManifestFormat.LargestBytes);
        Assert.Equal(ManifestFormat.MostPacks, ManifestFormat.Read(content, Place, ring).Packs.Count);
    }

    [Fact]
    public void Manifest_LongerThanReadersTake_IsNotWritten()
    {
        var ring = KeyRing.Unencrypted(Identifier.Create());
        var manifest = Listing((ManifestFormat.LargestBytes / ManifestBody.PackBytes) + 1);

        var failure = Assert.Throws<RepositoryException>(
            () => ManifestFormat.Write(manifest, Place, ring.Current!, Compression.None));

        Assert.Equal(RepositoryFailure.SourceTooLarge, failure.Failure);
        Assert.Contains(Place.ObjectKey, failure.Message);
        Assert.Contains($"split source {Place.Source} into several", failure.Message);
    }

    [Theory]
    [InlineData(PlainLimit, ManifestFormat.LargestBytes, true)]
    [InlineData(PlainLimit + 1L, 1000, false)]
    [InlineData(1000, ManifestFormat.LargestBytes + 1L, false)]
    public void Lengths_OfAManifest_AreThoseThatReadersTake(long plain, long stored, bool taken)
    {
        var failure = Record.Exception(() => ManifestFormat.RequireSize(Place, plain, stored));
        Assert.Equal(taken, failure is null);
    }

    private static Manifest Listing(int packs) => new(
        new ManifestRecord(DateTimeOffset.UnixEpoch, "none", 0, 0, packs, 0, Given.Details()),
        [.. Enumerable.Repeat(new PackSummary(Identifier.Create(), default, 1000, 100, 1), packs)], []);
}
