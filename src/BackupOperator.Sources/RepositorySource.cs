using System.Text.Json;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Sources;

/// <summary>Gives the streams of a source back from a repository.</summary>
/// <param name="reader">Stays the caller's.</param>
public sealed class RepositorySource(SourceReader reader) : IStreamSource
{
    /// <inheritdoc />
    public JsonElement Details => reader.Details;

    /// <inheritdoc />
    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(reader.OpenRead(name));

    /// <inheritdoc />
    public Task ReadChunksAsync<T>(
        string name, IChunkSink<T> sink, int parallelism, CancellationToken cancellationToken)
        where T : class => reader.ReadChunksAsync(name, sink, parallelism, cancellationToken);
}
