using System.Text.Json;
using BackupOperator.Repository.Reading;
using BackupOperator.Sources;

namespace BackupOperator.Benchmarks.Product;

/// <summary>Gives the stored streams of a source back.</summary>
internal sealed class ReaderStreams(SourceReader reader) : IStreamSource
{
    public JsonElement Details => reader.Details;

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(reader.OpenRead(name));

    public Task ReadChunksAsync<T>(
        string name, IChunkSink<T> sink, int parallelism, CancellationToken cancellationToken)
        where T : class => reader.ReadChunksAsync(name, sink, parallelism, cancellationToken);
}
