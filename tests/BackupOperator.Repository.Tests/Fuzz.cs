namespace BackupOperator.Repository.Tests;

/// <summary>Bytes that were changed by chance, and what a parser may do with them.</summary>
internal static class Fuzz
{
    private static readonly int Rounds = Soak.Times(4000);

    // The largest input is some 100 KB; parsing it builds arrays, not multiples of a forged count.
    private const long MostAllocatedBytes = 64L * 1024 * 1024;

    /// <summary>A parser that never fails.</summary>
    public static void Run(byte[] original, int seed, Action<byte[]> parse) => Run(original, seed, parse, _ => false);

    /// <summary>A parser that refuses in one way.</summary>
    public static void Run<T>(byte[] original, int seed, Action<byte[]> parse)
        where T : Exception =>
        Run(original, seed, parse, exception => exception is T);

    /// <summary>A parser that refuses in one of two ways.</summary>
    public static void Run<T1, T2>(byte[] original, int seed, Action<byte[]> parse)
        where T1 : Exception
        where T2 : Exception =>
        Run(original, seed, parse, exception => exception is T1 or T2);

    /// <summary>As <see cref="Run{T1, T2}"/>, with work that waits.</summary>
    public static async Task RunAsync<T1, T2>(byte[] original, int seed, int rounds, Func<byte[], Task> parse)
        where T1 : Exception
        where T2 : Exception
    {
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            var mangled = Mangle(original, random);
            try
            {
                await parse(mangled);
            }
            catch (Exception exception) when (exception is T1 or T2)
            {
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, round {round}: {exception}");
            }
        }
    }

    public static byte[] Mangle(byte[] original, Random random)
    {
        byte[] content = [.. original];
        for (var change = random.Next(1, 5); change > 0 && content.Length > 0; change--)
        {
            content = Change(content, random);
        }

        return content;
    }

    private static void Run(byte[] original, int seed, Action<byte[]> parse, Func<Exception, bool> isAllowed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var mangled = Mangle(original, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                parse(mangled);
            }
            catch (Exception exception) when (isAllowed(exception))
            {
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, round {round}: {exception}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostAllocatedBytes, $"seed {seed}, round {round}: {allocated} bytes allocated");
        }
    }

    private static byte[] Change(byte[] content, Random random)
    {
        var at = random.Next(content.Length);
        switch (random.Next(6))
        {
            case 0:
                content[at] ^= (byte)(1 << random.Next(8));
                return content;
            case 1:
                content[at] = (byte)random.Next(256);
                return content;
            case 2:
                return content[..at];
            case 3:
                return [.. content[..at], .. Given.Random(random.Next(1, 40), random.Next()), .. content[at..]];
            case 4 when at + 4 <= content.Length:
                int[] extremes = [-1, int.MaxValue, int.MinValue, 0, content.Length, 1 << 26];
                BitConverter.TryWriteBytes(content.AsSpan(at), extremes[random.Next(extremes.Length)]);
                return content;
            default:
                return [.. content[..at], .. content[random.Next(at, content.Length)..]];
        }
    }
}
