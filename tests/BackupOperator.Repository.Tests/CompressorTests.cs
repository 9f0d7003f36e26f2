using BackupOperator.Repository.Compressing;

namespace BackupOperator.Repository.Tests;

public sealed class CompressorTests
{
    private const int Mebi = 1024 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(19)]
    public void Compress_AtAnyLevelAndLength_ComesBack(int level)
    {
        using var compressor = new ZstdCompressor(level);
        using var decompressor = new Decompressor();
        foreach (var length in (int[])[1, 255, 256 * 1024, (256 * 1024) + 1, 700_000, 512 * 1024, Mebi + 3])
        {
            var content = Given.Text(length);
            var compressed = new byte[length + 100];
            var written = compressor.Compress(content, compressed, Given.Token);

            var plain = new byte[length];
            Assert.True(decompressor.TryDecompress(compressor.Kind, compressed.AsSpan(0, written!.Value), plain));
            Given.SameBytes(content, plain);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(19)]
    public void Compress_WhatDoesNotShrink_SaysSoAndGoesOnWithTheNext(int level)
    {
        using var compressor = new ZstdCompressor(level);

        Assert.Null(compressor.Compress(Given.Random(Mebi), new byte[Mebi - 1], Given.Token));
        Assert.NotNull(compressor.Compress(Given.Text(Mebi), new byte[Mebi], Given.Token));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(19)]
    public void Compress_NobodyWantsItAnyMore_BeginsNoFrame(int level)
    {
        using var compressor = new ZstdCompressor(level);
        var room = new byte[Mebi];

        Assert.Throws<OperationCanceledException>(
            () => compressor.Compress(Given.Text(Mebi), room, new CancellationToken(canceled: true)));
        Assert.False(room.AsSpan().ContainsAnyExcept((byte)0), "something was compressed");
    }

    [Fact]
    public async Task Compress_CancelledInTheMiddleAtTheHighestLevel_TakesOnePieceMoreAtMost()
    {
        using var compressor = new ZstdCompressor(19);
        using var stop = new CancellationTokenSource();
        var content = Given.Text(16 * Mebi);
        var room = new byte[content.Length];
        var compressing = Task.Run(() => compressor.Compress(content, room, stop.Token), Given.Token);
        while (Volatile.Read(ref room[0]) == 0 && !compressing.IsCompleted)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        var writtenBefore = Written(room);

        await Assert.ThrowsAsync<OperationCanceledException>(() => compressing);
        Assert.InRange(Written(room), 1, writtenBefore + ZstdCompressor.BytesBetweenLooks);
        Assert.NotNull(compressor.Compress(Given.Text(Mebi), room, Given.Token));
    }

    private static int Written(byte[] room) => room.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
}
