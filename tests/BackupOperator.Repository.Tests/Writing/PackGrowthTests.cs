using System.Threading.Channels;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Repository.Tests.Writing;

public sealed class PackGrowthTests
{
    private const int Mebi = 1024 * 1024;
    private const int FirstStep = 196_608;

    [Theory]
    [InlineData(16, 1, 16)]
    [InlineData(16, FirstStep, 16)]
    [InlineData(16, FirstStep + 1, 32)]
    [InlineData(16, 524_288, 32)]
    [InlineData(16, 524_289, 64)]
    [InlineData(16, 1_300_000, 64)]
    [InlineData(48, FirstStep + 1, 48)]
    [InlineData(64, FirstStep + 1, 64)]
    public void Pack_OfALongerList_IsLarger(int wanted, int packs, int expected) =>
        Assert.Equal(expected * Mebi, PackGrowth.SizeOfNext(wanted * Mebi, packs));

    [Fact]
    public async Task Packer_PassingAStep_TakesLargerBuffersAndKeepsNoneOfTheOthers()
    {
        var pool = new BufferPool();
        var packs = new PackTable(Given.Source, ListOf(FirstStep - 1));
        var full = Channel.CreateUnbounded<SealedPack>();
        using var room = new SemaphoreSlim(1);
        using var packer = new Packer(
            KeyMaterial.Unencrypted(Identifier.Create()), new PackIds(Given.Policy, Given.Backup, Given.Source), packs,
            pool, Given.SmallestPack, room, full.Writer);

        var first = await PackAsync(frames: 3);
        var second = await PackAsync(frames: 9);

        Assert.InRange(first.SizeBytes, 6 * Mebi, 8 * Mebi);
        Assert.InRange(second.SizeBytes, 18 * Mebi, 32 * Mebi);
        using var fresh = pool.Rent(Given.SmallestPack);
        Assert.False(fresh.Span.ContainsAnyExcept((byte)0), "the buffer of the first pack is still kept");

        async Task<PackSummary> PackAsync(int frames)
        {
            for (var number = 0; number < frames; number++)
            {
                var content = pool.Rent(2 * Mebi);
                content.Span.Fill(1);
                await packer.PackAsync(
                    new Frame(
                        content, FrameCompression.None, content.Length,
                        [new StoredChunk(new ChunkId(1, 2, 3, 4), content.Length)]),
                    Given.Token);
            }

            await packer.FlushAsync(Given.Token);
            using var pack = await full.Reader.ReadAsync(Given.Token);
            room.Release();
            return pack.Summary;
        }
    }

    private static PackSummary[] ListOf(int packs) =>
        [.. Enumerable.Repeat(new PackSummary(Identifier.Create(), default, 1000, 100, 1), packs)];
}
