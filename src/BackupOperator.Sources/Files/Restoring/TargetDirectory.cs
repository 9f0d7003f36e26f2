using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>A directory of the target; opened, and made, when something is first put into it.</summary>
/// <param name="parent">Null for the root.</param>
/// <param name="name">Ends with a zero.</param>
internal sealed class TargetDirectory(TargetDirectory? parent, byte[] name)
{
    public TargetDirectory? Parent => parent;

    /// <summary>With the zero.</summary>
    public byte[] Name => name;

    /// <summary>-1 while it is closed. Belongs to <see cref="TargetDirectories"/>, like what follows.</summary>
    public int Descriptor { get; set; } = -1;

    public int Users { get; set; }

    public bool Exists { get; set; }

    public LinkedListNode<TargetDirectory>? Idle { get; set; }

    /// <summary>The path of something in it, for people.</summary>
    public string PathOf(ReadOnlySpan<byte> entry)
    {
        var text = PathText.Of(entry.TrimEnd((byte)0));
        for (var at = this; at is { Parent: not null }; at = at.Parent)
        {
            text = $"{PathText.Of(at.Name.AsSpan(0, at.Name.Length - 1))}/{text}";
        }

        return text;
    }
}
