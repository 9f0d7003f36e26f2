using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Compressing;

/// <summary>Makes a piece smaller, or says that it cannot. One thread at a time; contexts
/// are reused between pieces.</summary>
internal interface ICompressor : IDisposable
{
    /// <summary>What is recorded for a piece that this made smaller.</summary>
    FrameCompression Kind { get; }

    /// <summary>The compressed length, or null when the result would not fit into
    /// <paramref name="destination"/>.</summary>
    /// <param name="source">At most a frame.</param>
    /// <param name="destination">Its content is undefined when the result would not fit.</param>
    /// <param name="cancellationToken">Ends the call within a fraction of a second, however thorough the level.</param>
    int? Compress(ReadOnlySpan<byte> source, Span<byte> destination, CancellationToken cancellationToken);
}
