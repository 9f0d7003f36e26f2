namespace BackupOperator.Sources.Files.Restoring;

/// <summary>Where a chunk belongs.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">In its data, holes not counted.</param>
internal sealed class ChunkPlace(TargetFile file, long offset)
{
    public void Write(ReadOnlySpan<byte> content) => file.Write(offset, content);
}
