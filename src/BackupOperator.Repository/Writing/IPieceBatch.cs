namespace BackupOperator.Repository.Writing;

/// <summary>Several small pieces, such as files, that a worker of the pipeline reads, names, compresses and stores
/// together. Each has chunks of its own, so that an equal piece is found again wherever it lies.</summary>
/// <remarks>Called by one thread, piece by piece; blocking reads are right there. What it throws fails the
/// source.</remarks>
public interface IPieceBatch
{
    /// <summary>How many pieces.</summary>
    int Count { get; }

    /// <summary>The most bytes that <see cref="Read"/> gives for a piece; all together at most
    /// <see cref="PieceWriter.LargestBatchBytes"/>.</summary>
    int Room(int piece);

    /// <summary>Reads a piece; called once for each, in order.</summary>
    /// <param name="piece">Which, from 0.</param>
    /// <param name="room">Has <see cref="Room"/> bytes.</param>
    /// <returns>How many bytes were read.</returns>
    int Read(int piece, Span<byte> room);

    /// <summary>Tells how a piece was cut, right after it was read.</summary>
    /// <param name="piece">Which.</param>
    /// <param name="length">What <see cref="Read"/> returned.</param>
    /// <param name="chunks">How many chunks it has; 0 for an empty one.</param>
    void Stored(int piece, int length, int chunks);
}
