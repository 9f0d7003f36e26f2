namespace BackupOperator.Api;

/// <summary>Sizes for people, in powers of 1024: <c>512 B</c>, <c>1.2 GiB</c>, <c>340 MiB</c>.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Writes a size with three digits at most; a negative one, which only a defect can make, as 0 B.</summary>
    public static string Format(long bytes)
    {
        var value = (double)Math.Max(0, bytes);
        var unit = 0;
        // 1023.6 KiB would be rounded to 1024 KiB, which is 1 MiB.
        while (Math.Round(value) >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit > 0 && value < 99.95 ? $"{value:0.#} {Units[unit]}" : $"{value:0} {Units[unit]}";
    }
}
