namespace BackupOperator.Repository.Chunks;

/// <summary>Decides where a stream is cut. Knows bytes only; safe to share between streams.</summary>
internal interface IChunker
{
    /// <summary>No chunk is longer.</summary>
    int LargestChunkBytes { get; }

    /// <summary>The length of the chunk that <paramref name="window"/> begins with.</summary>
    /// <param name="window">The next <see cref="LargestChunkBytes"/> bytes of the stream,
    /// or fewer when it ends; not empty.</param>
    int Cut(ReadOnlySpan<byte> window);
}
