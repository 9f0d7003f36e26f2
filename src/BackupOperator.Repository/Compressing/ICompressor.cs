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
    int? Compress(ReadOnlySpan<byte> source, Span<byte> destination);
}
