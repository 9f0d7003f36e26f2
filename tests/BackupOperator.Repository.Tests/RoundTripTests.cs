using BackupOperator.Repository.Compressing;

namespace BackupOperator.Repository.Tests;

public sealed class RoundTripTests
{
    private const int Mebi = 1024 * 1024;

    public static TheoryData<int> Sizes =>
    [
        0, 1, 63, 4096, (256 * 1024) - 1, 256 * 1024, (256 * 1024) + 1, (512 * 1024) - 1, 512 * 1024, Mebi, Mebi + 1,
        (4 * Mebi) - 1, 4 * Mebi, (4 * Mebi) + 1, (8 * Mebi) + 17, 21 * Mebi,
    ];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Stream_OfRandomBytes_ComesBack(int length) =>
        await RoundTripAsync(Given.Random(length), Compression.Zstd());

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Stream_OfText_ComesBack(int length) =>
        await RoundTripAsync(Given.Text(length), Compression.Zstd());

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Stream_OfZeros_ComesBack(int length) =>
        await RoundTripAsync(new byte[length], Compression.Zstd());

    [Theory]
    [InlineData(0)]
    [InlineData((8 * Mebi) + 17)]
    public async Task Stream_StoredWithoutCompression_ComesBack(int length) =>
        await RoundTripAsync(Given.Text(length), Compression.None);

    private static async Task RoundTripAsync(byte[] content, Compression compression)
    {
        foreach (var mode in Enum.GetValues<EncryptionMode>())
        {
            using var store = new MemoryStore();
            var repository = await Given.RepositoryAsync(store, mode);
            var manifest = await repository.WriteAsync(Given.Options(compression: compression), ("dump", content));

            var again = await Given.RepositoryAsync(store, mode);
            var restored = await again.ReadAsync("dump");
            Assert.True(content.AsSpan().SequenceEqual(restored));
            Assert.Equal(content.Length, manifest.ReadBytes);
            Assert.Equal(
                store.Objects.Where(pair => pair.Key.Contains("/packs/")).Sum(pair => pair.Value.Length),
                manifest.StoredBytes);
        }
    }
}
