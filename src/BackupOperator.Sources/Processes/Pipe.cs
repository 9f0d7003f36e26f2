using System.Runtime.InteropServices;

namespace BackupOperator.Sources.Processes;

/// <summary>The system calls of the reading end of a pipe; all of them wait in the kernel.</summary>
internal static unsafe partial class Pipe
{
    private const string Library = "libc";

    // F_SETPIPE_SZ, POLLIN, EINTR.
    private const int SetSize = 1031;
    private const short Readable = 1;
    private const int Interrupted = 4;

    /// <summary>Asks for a larger pipe.</summary>
    /// <returns>What it has now; less than 0 where the system refuses.</returns>
    public static int Enlarge(SafeHandle pipe, int bytes) => Control(pipe, SetSize, bytes);

    /// <summary>Waits until there is something to read, or the writer is gone; false when the time is over.</summary>
    public static bool HasMore(SafeHandle pipe, TimeSpan patience)
    {
        var added = false;
        try
        {
            pipe.DangerousAddRef(ref added);
            var wait = new Wait { Descriptor = (int)pipe.DangerousGetHandle(), Events = Readable };
            return Poll(&wait, 1, (int)patience.TotalMilliseconds) > 0;
        }
        finally
        {
            if (added)
            {
                pipe.DangerousRelease();
            }
        }
    }

    /// <summary>Reads what is there; 0 at the end.</summary>
    public static int Read(SafeHandle pipe, Span<byte> buffer)
    {
        fixed (byte* room = buffer)
        {
            nint read;
            do
            {
                read = Read(pipe, room, (nuint)buffer.Length);
            }
            while (read < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return read >= 0
                ? (int)read
                : throw new IOException(
                    $"a program's output cannot be read: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeHandle pipe, int command, int value);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Wait* waits, nuint count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeHandle pipe, byte* buffer, nuint length);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Wait
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
