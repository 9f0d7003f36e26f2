namespace BackupOperator.Sources.Files.Native;

/// <summary>An open directory of the tree that is read; closed when its last user is done.</summary>
/// <param name="parent">Null for the root.</param>
/// <param name="name">Ends with a zero; only the zero for the root.</param>
/// <param name="descriptor">Belongs to this object.</param>
/// <param name="device">The file system that it is on.</param>
internal sealed class OpenDirectory(OpenDirectory? parent, byte[] name, int descriptor, ulong device)
{
    private int _users = 1;

    public OpenDirectory? Parent => parent;

    /// <summary>Without the zero.</summary>
    public ReadOnlySpan<byte> Name => name.AsSpan(0, name.Length - 1);

    public int Descriptor => descriptor;

    public ulong Device => device;

    public void Share() => Interlocked.Increment(ref _users);

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _ = Posix.Close(descriptor);
        }
    }
}
