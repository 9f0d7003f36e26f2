using System.Runtime.InteropServices;

namespace BackupOperator.Repository.Compressing;

/// <summary>Owners of libzstd's contexts.</summary>
internal static class ZstdContexts
{
    internal sealed class Compression() : SafeHandle(IntPtr.Zero, ownsHandle: true)
    {
        public override bool IsInvalid => handle == IntPtr.Zero;

        protected override bool ReleaseHandle() => !ZstdLibrary.IsError(ZstdLibrary.FreeCompression(handle));
    }

    internal sealed class Decompression() : SafeHandle(IntPtr.Zero, ownsHandle: true)
    {
        public override bool IsInvalid => handle == IntPtr.Zero;

        protected override bool ReleaseHandle() => !ZstdLibrary.IsError(ZstdLibrary.FreeDecompression(handle));
    }
}
