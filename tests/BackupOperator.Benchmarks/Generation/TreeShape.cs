namespace BackupOperator.Benchmarks.Generation;

/// <summary>What a generated tree looks like: a function of the seed alone, file by file, so that files can be written
/// in any order and by any number of threads.</summary>
/// <param name="Seed">Other seed, other tree.</param>
/// <param name="SmallFiles">Their sizes are log-normal, as those of real trees are: median 3.5 kB, mean 8.7 kB.</param>
/// <param name="LargeFiles">A third of them is half text, block by block; the others are as if compressed already.
/// </param>
/// <param name="LargeBytes">The size of each large file.</param>
internal sealed record TreeShape(long Seed, int SmallFiles, int LargeFiles, long LargeBytes)
{
    private const double MedianBytes = 3500;
    private const double Spread = 1.35;
    private const int LargestSmallBytes = 1024 * 1024;
    private const int FilesInFolder = 250;
    private const int FoldersInFolder = 20;
    private const int TextPercent = 40;

    /// <summary>One of this many small files is rewritten by a step: 1 %.</summary>
    public const int ChangedOneIn = 100;

    /// <summary>The path of a small file below the tree's root; folders in two levels.</summary>
    public static string SmallPath(int number)
    {
        var folder = number / FilesInFolder;
        return $"{folder / FoldersInFolder:d3}/{folder % FoldersInFolder:d2}/file-{number:d6}";
    }

    public static string LargePath(int number) => $"large/file-{number:d2}";

    /// <summary>Which small files a step rewrites: exactly one in a hundred, spread evenly over all folders.</summary>
    public IEnumerable<int> ChangedBy(int step)
    {
        var random = new DeterministicRandom(Seed, step);
        for (var first = 0; first < SmallFiles; first += ChangedOneIn)
        {
            var number = first + random.Next(Math.Min(ChangedOneIn, SmallFiles - first));
            yield return number;
        }
    }

    /// <summary>Makes a small file's content after <paramref name="step"/>; 0 for the first content.</summary>
    /// <returns>How many bytes of <paramref name="room"/> are the file.</returns>
    public int FillSmall(int number, int step, byte[] room)
    {
        var random = new DeterministicRandom(Seed, 1, number, step);
        var length = (int)Math.Min(MedianBytes * Math.Exp(Spread * random.NextNormal()), LargestSmallBytes);
        var text = random.Next(100) < TextPercent;
        Fill(ref random, text, room.AsSpan(0, length));
        return length;
    }

    /// <summary>Makes a block of a large file.</summary>
    public void FillLarge(int number, long block, Span<byte> room)
    {
        var random = new DeterministicRandom(Seed, 2, number, block);
        Fill(ref random, text: number % 3 == 0 && block % 2 == 0, room);
    }

    /// <summary>The room that <see cref="FillSmall"/> needs.</summary>
    public static byte[] MakeRoom() => new byte[LargestSmallBytes];

    private static void Fill(ref DeterministicRandom random, bool text, Span<byte> room)
    {
        if (text)
        {
            Prose.Fill(ref random, room);
        }
        else
        {
            random.Fill(room);
        }
    }
}
