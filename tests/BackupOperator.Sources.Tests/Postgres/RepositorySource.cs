using System.Text.Json;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>The streams of a source as a repository gives them back.</summary>
internal sealed class RepositorySource(SourceReader reader) : IStreamSource
{
    public JsonElement Details => reader.Details;

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(reader.OpenRead(name));

    public Task ReadChunksAsync<T>(
        string name, IChunkSink<T> sink, int parallelism, CancellationToken cancellationToken)
        where T : class => reader.ReadChunksAsync(name, sink, parallelism, cancellationToken);
}
