using System.Globalization;

namespace BackupOperator.Benchmarks.Product;

/// <summary>The peak of what this process and its children hold together, looked at four times a second.</summary>
/// <remarks>The kernel keeps peaks of single processes alone; a dump has several.</remarks>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    // Each look costs a millisecond, which the program that is measured has not.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly PeriodicTimer _timer = new(s_interval);
    private readonly Task _watching;
    private long _peakBytes;

    public MemoryWatch() => _watching = WatchAsync();

    /// <summary>Ends the watch.</summary>
    /// <returns>The peak in bytes.</returns>
    public async Task<long> StopAsync()
    {
        _timer.Dispose();
        await _watching;
        return Math.Max(_peakBytes, ResidentBytes("self", peak: true));
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task WatchAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            var children = Children();
            if (children.Count > 0)
            {
                var now = ResidentBytes("self") + children.Sum(child => ResidentBytes(child));
                _peakBytes = Math.Max(_peakBytes, now);
            }
        }
    }

    // The kernel lists children by the thread that started them. One that is just being started still has this program's
    // memory, which would be counted twice.
    private static List<string> Children() =>
    [
        .. Directory.EnumerateDirectories("/proc/self/task").SelectMany(thread =>
            Read(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(child => Program(child) != Environment.ProcessPath),
    ];

    private static string? Program(string process)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{process}/exe", returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long ResidentBytes(string process, bool peak = false)
    {
        var name = peak ? "VmHWM:" : "VmRSS:";
        var line = Read($"/proc/{process}/status").Split('\n').FirstOrDefault(line => line.StartsWith(name, Ordinal));
        return line is null
            ? 0
            : 1024 * long.Parse(line[name.Length..].Replace("kB", "", Ordinal), CultureInfo.InvariantCulture);
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // A thread or a child that ended meanwhile.
            return "";
        }
    }
}
