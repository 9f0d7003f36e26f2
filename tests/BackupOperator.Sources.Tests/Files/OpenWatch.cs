using System.Runtime.InteropServices;
using System.Text;

namespace BackupOperator.Sources.Tests.Files;

/// <summary>Lets the kernel say which files of some directories are opened.</summary>
internal sealed class OpenWatch : IDisposable
{
    private const int NonBlocking = 0x800;
    private const int HeaderBytes = 16;

    private readonly int _watcher = Libc.inotify_init1(NonBlocking);

    public OpenWatch(params string[] directories)
    {
        foreach (var directory in directories)
        {
            Assert.True(Libc.inotify_add_watch(_watcher, Encoding.UTF8.GetBytes(directory + '\0'), Libc.OpenEvent) > 0);
        }
    }

    /// <summary>The names that were opened so far, without directories.</summary>
    public IReadOnlyList<string> Opened()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var events = new byte[64 * 1024];
        for (int length; (length = (int)Libc.read(_watcher, events, (nuint)events.Length)) > 0;)
        {
            for (var at = 0; at < length;)
            {
                var mask = MemoryMarshal.Read<uint>(events.AsSpan(at + 4));
                var nameLength = MemoryMarshal.Read<int>(events.AsSpan(at + 12));
                if ((mask & Libc.Directories) == 0)
                {
                    names.Add(Encoding.UTF8.GetString(events, at + HeaderBytes, nameLength).TrimEnd('\0'));
                }

                at += HeaderBytes + nameLength;
            }
        }

        return [.. names];
    }

    public void Dispose() => _ = Libc.close(_watcher);
}
