namespace BackupOperator.Sources.Files.Native;

/// <summary>A device number as <c>mknodat</c> takes it.</summary>
internal static class DeviceNumber
{
    /// <param name="majorAndMinor">The major number in the upper, the minor in the lower 32 bits.</param>
    public static ulong Join(ulong majorAndMinor)
    {
        var major = majorAndMinor >> 32;
        var minor = majorAndMinor & uint.MaxValue;
        return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xfful) << 12) | ((major & ~0xffful) << 32);
    }
}
