using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Keys;

namespace BackupOperator.Repository.Tests;

public sealed class ChunkerTests
{
    private const int Mebi = 1024 * 1024;

    [Fact]
    public void Chunks_OfRandomBytes_HaveTheirBoundsAndAboutTheirMean()
    {
        var lengths = Cut(Given.Random(96 * Mebi));
        Assert.All(
            lengths.SkipLast(1), length => Assert.InRange(
                length, ChunkerParameters.Default.SmallestBytes, ChunkerParameters.Default.LargestBytes));
        Assert.InRange(lengths.Average(), 0.8 * Mebi, 1.4 * Mebi);
    }

    [Fact]
    public void Cuts_AfterAnInsertion_FallIntoStep()
    {
        var content = Given.Random(48 * Mebi);
        byte[] changed = [.. content[..(4 * Mebi)], 1, 2, 3, .. content[(4 * Mebi)..]];

        // Counted from the end: what lies well behind the insertion is cut as before.
        var before = Ends(content).Select(end => content.Length - end).Where(rest => rest < 28 * Mebi);
        var after = Ends(changed).Select(end => changed.Length - end).Where(rest => rest < 28 * Mebi);
        Assert.Equal(before, after);
    }

    [Fact]
    public void Cuts_InTwoRepositories_Differ()
    {
        var content = Given.Random(8 * Mebi);
        Assert.NotEqual(Cut(content, Identifier.Create()), Cut(content, Identifier.Create()));
    }

    public static TheoryData<int> Seeds => Soak.SeedsAndAnother(5);

    /// <summary>Streams of random shape: random, repeated and constant stretches, in any number, in one run.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Streams_OfRandomShapes_ComeBack(int fixedSeed)
    {
        var seed = fixedSeed == 0 ? Environment.TickCount : fixedSeed;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        using var store = new MemoryStore();
        var mode = random.Next(2) == 0 ? EncryptionMode.None : EncryptionMode.Aes256Gcm;
        var repository = await Given.RepositoryAsync(store, mode);
        var streams = Enumerable.Range(0, random.Next(1, 6)).Select(index => ($"s{index}", Shape(random))).ToArray();
        var level = random.Next(0, 6);
        var compression = level == 0 ? Compressing.Compression.None : Compressing.Compression.Zstd(level);
        var options = Given.Options(compression: compression) with { Parallelism = random.Next(1, 5) };
        await repository.WriteAsync(options, streams);
        foreach (var (name, content) in streams)
        {
            var restored = await repository.ReadAsync(name);
            Assert.True(
                content.AsSpan().SequenceEqual(restored),
                $"seed {seed}: stream {name} of {content.Length} bytes differs");
        }
    }

    private static byte[] Shape(Random random)
    {
        var content = new List<byte>();
        for (var stretch = random.Next(0, 5); stretch > 0; stretch--)
        {
            var part = new byte[random.Next(0, 3 * Mebi)];
            switch (random.Next(3))
            {
                case 0:
                    random.NextBytes(part);
                    break;
                case 1 when content.Count > 0:
                    part = [.. content.Take(part.Length)];
                    break;
                default:
                    Array.Fill(part, (byte)random.Next(256));
                    break;
            }

            content.AddRange(part);
        }

        return [.. content];
    }

    private static List<int> Cut(ReadOnlySpan<byte> content, Identifier? repository = null)
    {
        var keys = KeyMaterial.Unencrypted(repository ?? new Identifier(1, 2));
        var chunker = new GearChunker(keys.GearTable, ChunkerParameters.Default);
        var lengths = new List<int>();
        while (!content.IsEmpty)
        {
            lengths.Add(chunker.Cut(content[..Math.Min(content.Length, chunker.LargestChunkBytes)]));
            content = content[lengths[^1]..];
        }

        return lengths;
    }

    private static IEnumerable<int> Ends(byte[] content)
    {
        var end = 0;
        foreach (var length in Cut(content))
        {
            yield return end += length;
        }
    }
}
