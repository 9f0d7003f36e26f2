using BackupOperator.Repository.Compressing;

namespace BackupOperator.Repository.Tests;

public sealed class CompressorTests
{
    private const int Mebi = 1024 * 1024;

    // All that zstd has, but for the negative ones, which shrink less than lz4 does.
    private const int Levels = 22;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(19)]
    [InlineData(22)]
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

    [Fact]
    public void Compress_AtEveryLevel_ComesBack()
    {
        byte[] content = [.. Given.Text(20_000), .. Given.Random(2_000), .. new byte[300_000]];
        using var decompressor = new Decompressor();
        for (var level = 1; level <= Levels; level++)
        {
            using var compressor = Compression.Zstd(level).CreateCompressor();
            var compressed = new byte[content.Length];
            var written = compressor.Compress(content, compressed, Given.Token)!.Value;

            var plain = new byte[content.Length];
            Assert.True(decompressor.TryDecompress(compressor.Kind, compressed.AsSpan(0, written), plain));
            Given.SameBytes(content, plain);
        }
    }

    /// <summary>One context a worker: what README.md says of its memory.</summary>
    [Fact]
    public void Compress_TheLargestFrameAtAnyLevel_TakesBoundedMemory()
    {
        // Runs of equal bytes are quick at any level; memory depends on the length alone.
        var frame = new byte[4 * Mebi];
        var room = new byte[frame.Length];
        for (var level = 1; level <= Levels; level++)
        {
            using var compressor = new ZstdCompressor(level);
            compressor.Compress(frame, room, Given.Token);
            Assert.True(compressor.ContextBytes < 31 * Mebi, $"level {level} takes {compressor.ContextBytes} bytes");
        }
    }

    /// <summary>The body of a manifest is the one thing that is longer than a frame.</summary>
    [Fact]
    public void Compress_MoreThanAFrameAtTheHighestLevel_TakesBoundedMemory()
    {
        using var compressor = new ZstdCompressor(Levels);
        var body = new byte[64 * Mebi];
        compressor.Compress(body, new byte[1 * Mebi], Given.Token);

        Assert.True(compressor.ContextBytes < 31 * Mebi, $"{compressor.ContextBytes} bytes");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Levels + 1)]
    public void Level_ThatZstdDoesNotHave_IsRefused(int level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Compression.Zstd(level));

    [Theory]
    [InlineData(3)]
    [InlineData(22)]
    public void Compress_WhatDoesNotShrink_SaysSoAndGoesOnWithTheNext(int level)
    {
        using var compressor = new ZstdCompressor(level);

        Assert.Null(compressor.Compress(Given.Random(Mebi), new byte[Mebi - 1], Given.Token));
        Assert.NotNull(compressor.Compress(Given.Text(Mebi), new byte[Mebi], Given.Token));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(22)]
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
        using var compressor = new ZstdCompressor(Levels);
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
