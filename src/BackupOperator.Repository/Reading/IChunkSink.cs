namespace BackupOperator.Repository.Reading;

/// <summary>Takes the chunks of a stream that is read by several workers.</summary>
/// <typeparam name="T">What the sink has to know of a chunk to put it in its place.</typeparam>
public interface IChunkSink<T>
    where T : class
{
    /// <summary>Says where the next chunk of the stream goes; called for every chunk in order, by one caller.</summary>
    /// <returns>Null when the chunk is not wanted; it is then not read.</returns>
    ValueTask<T?> PlanAsync(int length, CancellationToken cancellationToken);

    /// <summary>Takes a chunk whose content is proven; called by several threads at once, in any order. Blocking is
    /// right.</summary>
    void Write(T target, ReadOnlySpan<byte> content);
}
