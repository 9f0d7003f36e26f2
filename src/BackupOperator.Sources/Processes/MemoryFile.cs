using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BackupOperator.Sources.Processes;

/// <summary>A file that is in memory only and that child programs can open and seek in.</summary>
/// <remarks>Gone when it is disposed, or with the process that made it.</remarks>
internal sealed partial class MemoryFile : IDisposable
{
    private const uint CloseOnExec = 1;

    private readonly FileStream _content;

    /// <param name="name">Seen in listings of open files; need not be unique.</param>
    public MemoryFile(string name)
    {
        var handle = new SafeFileHandle(Create(name, CloseOnExec), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        // No buffer: what is written is there for others at once.
        _content = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
        Path = string.Create(
            CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}");
    }

    /// <summary>Where programs of the same user open it.</summary>
    public string Path { get; }

    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _content.WriteAsync(bytes, cancellationToken);

    public void Dispose() => _content.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Create(string name, uint flags);
}
