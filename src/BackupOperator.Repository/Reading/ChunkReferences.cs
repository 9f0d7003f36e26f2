using System.Runtime.InteropServices;
using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Reading;

/// <summary>Chunks of a stored stream, to be referred to by a backup that has them too. Valid until the cursor that
/// gave them moves on.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct ChunkReferences
{
    internal ChunkReferences(SourceReader owner, ReadOnlyMemory<ChunkEntry> entries)
    {
        Owner = owner;
        Entries = entries;
    }

    /// <summary>How many.</summary>
    public int Count => Entries.Length;

    internal SourceReader? Owner { get; }

    internal ReadOnlyMemory<ChunkEntry> Entries { get; }
}
