using System.Runtime.InteropServices;

namespace BackupOperator.Sources.Files.Index;

/// <summary>A range of a sparse file that holds data; stored as it lies in memory.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">More than 0.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Extent(long Offset, long Length)
{
    public const int SizeBytes = 16;
}
