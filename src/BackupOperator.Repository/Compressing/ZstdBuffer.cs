using System.Runtime.InteropServices;

namespace BackupOperator.Repository.Compressing;

/// <summary>ZSTD_inBuffer and ZSTD_outBuffer: memory, its length, and how much of it is used.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ZstdBuffer
{
    public IntPtr Address;
    public nuint Length;
    public nuint Used;
}
