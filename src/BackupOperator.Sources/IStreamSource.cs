using System.Text.Json;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Sources;

/// <summary>Gives the stored streams of a source back.</summary>
public interface IStreamSource
{
    /// <summary>What the reader said about the source.</summary>
    JsonElement Details { get; }

    /// <summary>Opens a stream whose bytes are verified before they are returned. The caller disposes it.</summary>
    Task<Stream> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads the chunks of a stream by several workers, in whatever order they come; all are verified.</summary>
    /// <param name="name">The stream.</param>
    /// <param name="sink">Says which chunks are wanted, and takes them.</param>
    /// <param name="parallelism">How many workers.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task ReadChunksAsync<T>(string name, IChunkSink<T> sink, int parallelism, CancellationToken cancellationToken)
        where T : class;
}
