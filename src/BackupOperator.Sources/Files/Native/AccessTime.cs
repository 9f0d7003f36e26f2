namespace BackupOperator.Sources.Files.Native;

/// <summary>Opens files for reading without touching when they were last read, as far as the system allows
/// it.</summary>
internal static unsafe class AccessTime
{
    private static int _flag = OpenFlags.NoAccessTime;

    /// <param name="directory">An open directory.</param>
    /// <param name="name">Has a zero behind its end.</param>
    /// <returns>A descriptor, or -1.</returns>
    public static int Open(int directory, ReadOnlySpan<byte> name)
    {
        var flags = OpenFlags.NoFollow | OpenFlags.CloseOnExec | OpenFlags.NoWait;
        fixed (byte* terminated = name)
        {
            var descriptor = Posix.OpenAt(directory, terminated, flags | _flag, 0);
            if (descriptor < 0 && ErrorNumber.Last == ErrorNumber.NotPermitted)
            {
                // Another owner's file: from now on this is not asked for, or each file would be opened twice.
                _flag = 0;
                descriptor = Posix.OpenAt(directory, terminated, flags, 0);
            }

            return descriptor;
        }
    }
}
