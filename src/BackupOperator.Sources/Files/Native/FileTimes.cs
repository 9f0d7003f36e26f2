using System.Runtime.InteropServices;

namespace BackupOperator.Sources.Files.Native;

/// <summary>Times of access and of modification, as <c>futimens</c> takes them on 64-bit systems.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileTimes
{
    // UTIME_OMIT: nobody restores when a file was last read.
    private const long Leave = 0x3ffffffe;

    private long _accessSeconds;
    private long _accessNanoseconds;
    private long _modifiedSeconds;
    private long _modifiedNanoseconds;

    public static FileTimes Modified(long seconds, uint nanoseconds) => new()
    {
        _accessSeconds = 0,
        _accessNanoseconds = Leave,
        _modifiedSeconds = seconds,
        _modifiedNanoseconds = nanoseconds,
    };
}
